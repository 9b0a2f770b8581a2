"""The goals that a row is held against, and whether it meets them."""

from collections.abc import Iterator

from tests.bench.measuring import BARE, Key, Taken

Results = dict[Key, Taken]
# The most processor microseconds that an operation may take in all, on PostgreSQL, however many connections.
CPU_GOALS = {
    "citizen read": 300,
    "citizen read, new token": 300,
    "citizen read, no plan": 300,
    "whole plan, staff": 1_500,
    "list of a unit, 20": 2_000,
    "patch a goal": 4_000,
}
BARE_GOALS = {16: 0.30, 64: 0.40}
P99_MILLISECONDS = 15


def whole_plan(database: str, seconds: float) -> list[tuple[str, bool]]:
    """For a plan made step by step: the goal was set for one that is created in one request."""
    return [("CPU ≤ 10 ms", seconds <= 0.010)] if database == "postgresql" else []


def goals(key: Key, results: Results) -> Iterator[tuple[str, bool]]:
    """Each goal that applies to a row, and whether it is met. They are for load, not for a single connection."""
    taken = results[key]
    read = key.operation in ("citizen read", "citizen read, no plan")
    if key.connections == 1:
        return
    if key.place == "sqlite":
        if key.operation == "citizen read":
            other = results[Key(key.operation, key.connections, "postgresql")]
            yield "≥ 0.5 of PostgreSQL", taken.against(other) >= 0.5
        return
    if read:
        least = BARE_GOALS[key.connections]
        yield f"≥ {least:.2f} of bare", taken.against(results[Key(key.operation, key.connections, BARE)]) >= least
        if key.connections == 16:
            yield f"p99 ≤ {P99_MILLISECONDS} ms", taken.percentile(0.99) <= P99_MILLISECONDS
    if key.operation in CPU_GOALS:
        most = CPU_GOALS[key.operation]
        yield f"CPU ≤ {most / 1000:g} ms", taken.microseconds(taken.app + taken.database) <= most
    if key.operation == "citizen read, unchanged":
        full = results[Key("citizen read", key.connections, key.place)]
        yield "≥ 1.3 × the full read", taken.against(full) >= 1.3
