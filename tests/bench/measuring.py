"""The rounds: every operation on the service, on the bare server and as a bare query, in turn, again and again.

The machine's speed wanders; what is taken in turn wanders together. So ratios are taken inside each round, and the
median of them is told.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import Any

from tests.bench.load import Load, Sample
from tests.bench.operations import OPERATIONS, Field, Operation
from tests.bench.processes import Process

ROUNDS = 3
WARMING = 0.5  # of a slice, before the first round
BARE = "bare server"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """`place` is a store's name, `BARE`, or a store's name with ` query`."""

    operation: str
    connections: int
    place: str


@dataclass(slots=True)
class Taken:
    """All slices of one kind: their samples, and the processor seconds of service and database during them."""

    samples: list[Sample] = field(default_factory=list)
    app: float = 0.0
    database: float = 0.0

    @property
    def count(self) -> int:
        return sum(one.count for one in self.samples)

    @property
    def rates(self) -> list[float]:
        return [one.rate for one in self.samples]

    @property
    def rate(self) -> float:
        return median(self.rates)

    def percentile(self, part: float) -> float:
        """In milliseconds, over all slices."""
        every = sum((Counter(one.latencies) for one in self.samples), Counter())
        wanted = min(self.count - 1, int(part * self.count))
        return next(islice(Counter(dict(sorted(every.items()))).elements(), wanted, None)) / 1000

    def microseconds(self, seconds: float) -> float:
        return seconds * 1e6 / self.count

    def against(self, other: "Taken") -> float:
        """This rate by the other's of the same round; the median of the rounds."""
        return median(own / others for own, others in zip(self.rates, other.rates, strict=True))


@dataclass(slots=True)
class Measuring:
    """`services` and `fields` go together, by place; `fresh` is the first person that nobody has used."""

    load: Load
    bare: tuple[Process, int]
    services: Sequence[Process]
    fields: Sequence[Field]
    fresh: int
    sizes: dict[str, int] = field(default_factory=dict)
    _requests: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def all(self, seconds: float, tell: Callable[[str], None]) -> dict[Key, Taken]:
        """Everything, in about so many seconds of load."""
        cells = [(operation, connections) for operation in OPERATIONS for connections in operation.connections]
        slice_seconds = seconds / (len(cells) * (1 + 2 * len(self.fields)) * (ROUNDS + WARMING))
        taken: dict[Key, Taken] = defaultdict(Taken)
        for place in range(ROUNDS + 1):
            tell(f"Round {place} of {ROUNDS} …" if place else "Warming up …")
            for operation, connections in cells:
                if place:
                    self._turn(operation, connections, slice_seconds, taken)
                else:
                    self._turn(operation, connections, slice_seconds * WARMING, defaultdict(Taken))
        return dict(taken)

    def _turn(self, operation: Operation, connections: int, seconds: float, taken: dict[Key, Taken]) -> None:
        """One slice of each kind. The service comes first: the bare server's answers are as large as its last one."""
        for process, ground in zip(self.services, self.fields, strict=True):
            job = self._job(operation, ground, connections, seconds)
            place, store = taken[Key(operation.name, connections, ground.store.name)], ground.store
            app, database = process.seconds(), store.seconds()
            sample = self.load.run(f"{operation.name} on {store.name}", port=store.settings.port, **job)
            place.app += process.seconds() - app
            place.database += store.seconds() - database
            place.samples.append(sample)
            if operation.takes_persons:
                self.fresh += sample.count + connections
            self.sizes[operation.name] = sample.size
        process, port = self.bare
        target = f"/{operation.expect}/{self.sizes[operation.name]}"
        job = self._job(operation, self.fields[0], connections, seconds)
        job["requests"] = [_aimed(text, target) for text in job["requests"][:100]]
        place, app = taken[Key(operation.name, connections, BARE)], process.seconds()
        place.samples.append(self.load.run(f"{operation.name} on the {BARE}", port=port, **job | {"once": False}))
        place.app += process.seconds() - app
        for ground in self.fields:
            name = f"{ground.store.name} query"
            query = ground.store.query(operation.query) | {"arguments": operation.arguments(ground)}
            sample = self.load.run(f"{operation.name}, {name}", connections=connections, seconds=seconds, **query)
            taken[Key(operation.name, connections, name)].samples.append(sample)

    def _job(self, operation: Operation, ground: Field, connections: int, seconds: float) -> dict[str, Any]:
        key = (operation.name, ground.store.name)
        if key not in self._requests or operation.once:
            self._requests[key] = operation.requests(ground)
        job = {"kind": "http", "requests": self._requests[key], "connections": connections, "seconds": seconds}
        return job | {"expect": operation.expect, "once": operation.once, "first": self.fresh}


def _aimed(text: str, target: str) -> str:
    """The same request for another address."""
    method, _, rest = text.split(" ", 2)
    return f"{method} {target} {rest}"
