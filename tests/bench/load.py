"""The bench's end of the load generator: a job goes out, a sample comes back."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.processes import BenchFault, Process


@dataclass(frozen=True, slots=True)
class Sample:
    """One slice of load: how many answers took how long (in microseconds), and how large the last one was."""

    latencies: dict[int, int]
    seconds: float
    size: int

    @property
    def count(self) -> int:
        return sum(self.latencies.values())

    @property
    def rate(self) -> float:
        return self.count / self.seconds


class Load(Process):
    """The generator's process. `run` waits for the job to be done."""

    def __init__(self, folder: Path, on: set[int]) -> None:
        super().__init__([sys.executable, "-m", "tests.bench.generator"], folder / "load.log", on, {}, talks=True)

    def run(self, what: str, **job: Any) -> Sample:
        """`BenchFault`, which names `what`, at the first answer that is not the expected one."""
        assert self.running.stdin and self.running.stdout
        self.running.stdin.write(json.dumps({"first": 0, "once": False, **job}).encode() + b"\n")
        self.running.stdin.flush()
        line = self.running.stdout.readline()
        if not line:
            raise BenchFault(f"{what}: the load generator ended:\n{self.last_lines()}")
        got = json.loads(line)
        if "fault" in got or not got["latencies"]:
            raise BenchFault(f"{what}: {got.get('fault', 'no answer at all')}")
        return Sample(dict(got["latencies"]), got["seconds"], got["size"])
