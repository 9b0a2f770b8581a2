"""Some thousand requests of one plan that has one of everything: as long as its callers' tokens hold, and no longer."""

import json
from collections.abc import Iterator

from tests.callers import Caller
from tests.house.asked import bodies, caller_of
from tests.house.operations import PUBLIC, Operation, of_contract
from tests.house.test_strangers import address
from tests.house.whole_plan import WholePlan, build
from tests.persons import Persons
from tests.service import Service

OPERATIONS = [one for one in (*of_contract("journal"), *of_contract("citizen")) if one.name not in PUBLIC]
AT_A_TIME = 2_000


class Round:
    """`plan` is of this round alone, and so is who works with it."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.plan: WholePlan = build(service, persons)
        # Who may ask each; what they have at hand beside the plan is made here, and not while requests are counted.
        self.callers: dict[str, Caller] = {one.name: caller_of(self.plan, one) for one in OPERATIONS}
        self._bodies = bodies(self.plan)

    def body(self, one: Operation) -> str:
        """A good one, as JSON; empty where it takes none."""
        body = self._bodies.get(one.name, one.document())
        return "" if body is None else json.dumps(body, ensure_ascii=False)

    def address(self, one: Operation) -> str:
        return address(one, self.plan)


def rounds(service: Service, persons: Persons) -> Iterator[Round]:
    """One for each of so many requests, for ever."""
    while True:
        one = Round(service, persons)
        for _ in range(AT_A_TIME):
            yield one
