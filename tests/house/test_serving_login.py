"""By the service's own login on PostgreSQL everything is served, and what changes more is a command by the owner's.

What that login may not is in `test_serving_rights.py`; that it is looked at when starting, in `test_serving_start.py`.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app import cli, tending
from app.services.counting import count
from app.services.sealing import seal
from app.settings import Settings
from tests.callers import citizen
from tests.house.asked import CITIZEN, JOURNAL, OTHERS, asked, to_ask_of
from tests.house.operations import PUBLIC
from tests.house.serving_logins import Logins, let_in
from tests.house.whole_plan import WholePlan, another, copied, young
from tests.persons import Persons, coordinated
from tests.playing import FOLDER, player, renewed
from tests.postgres import Cluster
from tests.service import Service
from tests.webhooks.connecting import confirmed, connector, drain, note, relay, unit_of
from tests.webhooks.receiver import Receiver


@pytest.fixture(scope="module")
def place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logins]:
    with let_in(cluster, tmp_path_factory.mktemp("migrated")) as one:
        yield one


@pytest.fixture(scope="module")
def served(place: Logins, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, logged in as in production."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tending, "MINUTE_SECONDS", 24 * 3600)
        folder = tmp_path_factory.mktemp("served")
        one = Service("postgresql", place.settings(folder, database_seconds=20), migrated=True)
        yield one
        one.stop()


@pytest.fixture
def whole(served: Service, persons: Persons) -> WholePlan:
    return another(served, persons)


# --- what serving takes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_a_whole_case_is_played_by_it_on_both_sides(served: Service, persons: Persons, name: str) -> None:
    case = renewed(json.loads((FOLDER / f"{name}.json").read_text()), persons)
    playing = player(served, case)
    shown = False
    for _, at in playing.play():
        answer = citizen(served, case["person"]["personnummer"]).get("/citizen/v1/plans", at=at)
        assert answer.status_code == 200, answer.text
        shown |= bool(answer.json()["plans"])
    assert playing.plan_id and shown is bool(case.get("citizenSees"))


def test_every_operation_is_served_by_it(served: Service, persons: Persons) -> None:
    plan = to_ask_of(served, persons)
    for one in (*JOURNAL, *CITIZEN):
        if one.name not in PUBLIC | OTHERS:
            fresh = copied(plan, persons, coordinated(young(persons))) if one.method != "get" else plan
            assert asked(fresh, one).status_code < 300, one.name
    # What is not asked above is refused by a rule, and not by the database.
    for one in (*JOURNAL, *CITIZEN):
        if one.name in OTHERS:
            assert asked(plan, one).status_code < 500, one.name


def test_webhooks_are_sent_by_it(served: Service, persons: Persons, whole: WholePlan) -> None:
    receiver = Receiver()
    try:
        sender = relay(served)
        confirmed(connector(served, persons, unit_of(whole, "own")), receiver.url, sender)
        note(whole)
        assert drain(served, sender) >= 1
        assert receiver.came
    finally:
        receiver.stop()


def test_what_is_done_every_minute_is_done_by_it(
    served: Service, whole: WholePlan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def later() -> datetime:
        return datetime(2060, 1, 1, tzinfo=UTC)

    def now() -> datetime:
        return datetime.now(UTC)

    keys = cli.keys.load_sealing(served.settings)
    begin = served.database.journal
    assert served.run(seal(begin, keys, served.settings.seals, now, everything=True)) > 0
    assert served.run(tending.sweep_all(begin, served.keys, later)) > 0
    served.run(count(begin, later))


def test_commands_that_change_no_more_than_serving_does_are_done_by_it(
    served: Service, whole: WholePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["republish"], ["audit", "seal"], ["audit", "export"], ["audit", "verify"], ["keys", "rotate"]):
        told = command(monkeypatch, served.settings, *words)
        assert told.exit_code == 0, (words, told.output)


def command(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> Any:
    """A command in this process, with those settings."""
    monkeypatch.setattr(cli, "Settings", lambda: settings)
    return CliRunner().invoke(cli.app, list(words))


# --- commands that change what serving may not -----------------------------------------------------------------------


ERASE = ["erase", "019f0000-0000-7000-8000-000000000001", "--ground", "decision", "--decision", "IVO 1"]


@pytest.mark.parametrize(
    "words", [ERASE, [*ERASE, "--confirm", "0"], ["audit", "prune", "--before", "2019-01-01"]], ids=" ".join
)
def test_a_command_that_takes_the_owner_says_so(
    served: Service, place: Logins, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    told = command(monkeypatch, served.settings, *words)
    assert told.exit_code == 1
    assert told.stderr == (
        "sip: not done: this takes the login of the database's owner in SIP_DATABASE_URL; the one there may not\n"
    )
    owners = served.settings.model_copy(update={"database_url": place.url("owner")})
    told = command(monkeypatch, owners, *words)
    assert "the login of the database's owner" not in told.stderr


def test_migrating_takes_the_owner(served: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    told = command(monkeypatch, served.settings, "migrate")
    assert told.exit_code == 1
    assert told.stderr.startswith("sip: not migrated: the database's login lacks a right that is needed")
    assert told.stderr.count("\n") == 1
