"""`kill -9` of senders in the middle of sending: nothing is lost, and no plan's events change places.

Two processes send at once; one of them is killed again and again and started anew. The receiver is slow, and fails now
and then. WEBHOOK_KILLS sets how often.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.house.whole_plan import another
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import confirmed, connector, note, relay, unit_of
from tests.webhooks.receiver import Came, Receiver

KILLS = int(os.environ.get("WEBHOOK_KILLS", "3"))
PLANS, EVENTS = 3, 4
ROOT = Path(__file__).parent.parent.parent


def started(service: Service, log: Path) -> "subprocess.Popen[bytes]":
    given = {"SIP_MODE": "development", "SIP_DATA_DIR": str(service.settings.data_dir), "SIP_QUEUE_SECONDS": "10"}
    given["SIP_DATABASE_URL"] = service.settings.database_url
    with log.open("ab") as file:
        command = [sys.executable, "-m", "tests.webhooks.sender"]
        return subprocess.Popen(command, cwd=ROOT, env=os.environ | given, stdout=file, stderr=file)


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_break_no_order(
    service: Service, persons: Persons, receiver: Receiver, tmp_path: Path
) -> None:
    plans = [another(service, persons) for _ in range(PLANS)]
    one = confirmed(connector(service, persons, unit_of(plans[0], "own")), receiver.url, relay(service))
    dice = random.Random(11)
    came: dict[str, list[int]] = {}
    refused: set[tuple[str, int]] = set()

    def answer(sent: Came) -> Any:
        assert sent.verified_by(one.secret, one.public_key)
        data = sent.document["data"]
        came.setdefault(data["plan"], []).append(data["version"])
        time.sleep(dice.random() * 0.15)
        if dice.random() < 0.1 and (data["plan"], data["version"]) not in refused:
            # Once each: whoever fails again and again is waited for by minutes, which is shown elsewhere.
            refused.add((data["plan"], data["version"]))
            return 500, {}, b""
        return None

    receiver.answer = answer
    senders = [started(service, tmp_path / "log") for _ in range(2)]
    last: dict[str, int] = {}
    try:
        for turn in range(KILLS):
            for _ in range(EVENTS):
                for plan in plans:
                    note(plan)
            seen = sum(map(len, came.values()))
            until = time.monotonic() + 20
            while sum(map(len, came.values())) < seen + 3 + dice.randrange(6) and time.monotonic() < until:
                time.sleep(0.01)
            victim = senders[turn % 2]
            victim.send_signal(signal.SIGKILL)
            victim.wait(10)
            senders[turn % 2] = started(service, tmp_path / "log")
        last = {plan.plan_id: plan.read()["version"] for plan in plans}
        until = time.monotonic() + 120
        while one.read()["deliveries"]["waiting"] or any(came[name][-1] < last[name] for name in last):
            assert time.monotonic() < until, (one.shown["deliveries"], (tmp_path / "log").read_text())
            time.sleep(0.2)
    finally:
        for sender in senders:
            sender.kill()
            sender.wait(10)
    for name, newest in last.items():
        expected = list(range(newest - KILLS * EVENTS + 1, newest + 1))
        assert sorted(set(came[name])) == expected, "lost"
        # Again is allowed, of the one that was on its way when its sender died; back is not.
        assert came[name] == sorted(came[name]), "out of order"
    assert "Traceback" not in (tmp_path / "log").read_text()
