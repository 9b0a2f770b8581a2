"""`make bench`: starts everything, seeds, measures, tells, and stops everything again.

From the environment: `SCALE`, the plans in each database (300); `BENCH_SECONDS`, the seconds of load (150). The result
goes to `bench-result.json` in the present folder, and as a table to standard output.
"""

import asyncio
import json
import os
import platform
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tests.bench import seeding
from tests.bench.load import Load
from tests.bench.measuring import ROUNDS, Measuring
from tests.bench.operations import Field, check
from tests.bench.people import MOST
from tests.bench.processes import BenchFault, Process, cores, free_port
from tests.bench.stores import Store
from tests.bench.table import Played, markdown, rows
from tests.postgres import Cluster

RESULT = Path("bench-result.json")
PLAYED = 4  # through the API; the first of them warms the service up and is not counted
STRANGERS = 300
LEAST = 40  # half of the plans are changed, by sixteen connections that must not meet in one
MOST_SECONDS = 600  # tokens last for 900, and are made when the load begins


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _number(name: str, usual: int, least: int, most: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BenchFault(f"{name} is a number from {least} to {most}")
    return int(text)


def play(store: Store, service: Process) -> tuple[str, Played]:
    """The example that is copied, and what a whole plan costs when it is made step by step."""
    plan_id, requests = seeding.play(store, 0)
    began, app, database = time.perf_counter(), service.seconds(), store.seconds()
    for n in range(1, PLAYED):
        _, requests = seeding.play(store, n)
    spent = (time.perf_counter() - began, service.seconds() - app, store.seconds() - database)
    return plan_id, Played(store.name, requests, *(one / (PLAYED - 1) for one in spent))


def bench(scale: int, seconds: int, folder: Path, stack: ExitStack) -> None:
    served, loading = cores()
    began = time.perf_counter()
    tell("Starting PostgreSQL, two services, the bare server and the load generator …")
    cluster = Cluster()
    stack.callback(cluster.stop)
    stores = [Store(folder, cluster), Store(folder, None)]

    def start(process: Process) -> Process:
        stack.callback(process.stop)
        return process

    services = [start(store.serve(served)) for store in stores]
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(port)]
    bare = start(Process(command, folder / "bare.log", served, {}))
    load = Load(folder, loading)
    start(load)
    bare.wait_until_ready(f"http://127.0.0.1:{port}/200/1")
    fields, played = [], []
    for store, service in zip(stores, services, strict=True):
        service.wait_until_ready(f"{store.base_url}/readyz")
        plan_id, cost = play(store, service)
        played.append(cost)
        tell(f"Seeding {scale} plans in {store.name} …")
        numbers = range(PLAYED, PLAYED + scale)
        seeds = asyncio.run(seeding.copies(store, plan_id, numbers, lambda made: tell(f"  {made} plans")))
        store.settle()
        fields.append(Field(store, seeds, range(numbers.stop, numbers.stop + STRANGERS)))
    tell(f"Measuring, {time.perf_counter() - began:.0f} s after the start, for {seconds} s …")
    for ground in fields:
        check(ground)
    measuring = Measuring(load, (bare, port), services, fields, fresh=PLAYED + scale + STRANGERS)
    made = rows(measuring.all(seconds, tell), played)
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "plans": scale,
        "seconds": seconds,
        "rounds": ROUNDS,
        "bytes": measuring.sizes,
    }
    RESULT.write_text(json.dumps({"run": about, "rows": made}, ensure_ascii=False, indent=1) + "\n")
    print(
        f"\n{markdown(made)}\n\n{scale} plans, {ROUNDS} rounds, {seconds} s of load, {os.cpu_count()} cores; {RESULT}"
    )


def stopped(*_: object) -> NoReturn:
    raise BenchFault("stopped")


def main() -> int:
    if not sys.platform.startswith("linux"):
        tell("The bench reads processor time from /proc, so it needs Linux.")
        return 1
    for name in [name for name in os.environ if name.startswith("SIP_")]:
        del os.environ[name]
    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGINT, stopped)
    try:
        scale, seconds = _number("SCALE", 300, LEAST, MOST - 100_000), _number("BENCH_SECONDS", 150, 1, MOST_SECONDS)
        # Whatever happens inside, both blocks are left: processes are stopped before their folder goes.
        with tempfile.TemporaryDirectory(prefix="sip-bench-") as folder, ExitStack() as stack:
            bench(scale, seconds, Path(folder), stack)
    except BenchFault as fault:
        tell(f"bench: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
