"""Making the mirrors anew changes nothing that was right: the bytes are the plan's, however they came to be."""

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.plan import Plan
from app.domain.reach import Reach
from app.models.mirror import mirrored_consents, mirrored_plan, mirrored_summonses
from app.services import fingerprint, renewing, work
from app.services.fingerprint import deciding
from app.services.republishing import OPERATOR, republish_all
from app.services.sweeping import sweep_reach
from app.services.work import Work
from tests import aftermath
from tests.api.following import Following
from tests.callers import citizen
from tests.house.whole_plan import WholePlan, ago, another, build
from tests.persons import Persons
from tests.service import Service


def shown(plan: WholePlan) -> str:
    """Her plan, her summonses and her consents."""
    her = citizen(plan.service, plan.number)
    return "".join(her.get(f"/citizen/v1/{path}").text for path in (f"plans/{plan.plan_id}", "summonses", "consents"))


async def again(service: Service) -> int:
    """Every plan's there is."""
    made = republish_all(service.database.journal, service.keys, lambda: datetime.now(UTC))
    return [done async for done in made][-1]


async def anew(plan: WholePlan) -> None:
    """That plan's alone."""
    async with plan.service.database.journal() as connection:
        now = datetime.now(UTC)
        work = Work(connection, OPERATOR, plan.service.keys, now, now, trace_id="0" * 32)
        assert await renewing.republish(work, UUID(plan.plan_id))


def summon_eight(plan: WholePlan) -> None:
    units = []
    for number in range(8):
        body = {"name": f"Enhet {number}", "kind": "rehab", "principalType": "region", "principalName": "Region"}
        units.append(plan.post("units", body)["id"])
    body = {"form": "oral", "sentAt": ago(), "meetingAt": ago(days=-1), "purpose": "Nytt möte"}
    plan.post("summonses", body | {"invited": [{"unitId": unit} for unit in units]})


def test_republishing_gives_the_same_bytes(own: Service, persons: Persons) -> None:
    """Of every plan of a service's own: in the one that all tests share there are more by the hour."""
    changed, revised, closed, protected = (
        *(another(own, persons) for _ in range(3)),
        build(own, persons, protected=True),
    )
    changed.patch(f"/goals/{changed.ids['goals']}", {"text": "Nytt mål"})
    summon_eight(revised)
    closed.take("close", reason="moved")
    # One more is what the others were copied from.
    before = [shown(plan) for plan in (changed, revised, closed, protected)]
    assert len(set(before)) == 4 and own.run(again(own)) == 5
    assert [shown(plan) for plan in (changed, revised, closed, protected)] == before
    aftermath.check(own, UUID(int=0), 0)


def test_the_order_of_what_came_in_one_request_is_kept(service: Service, persons: Persons) -> None:
    """Eight units called at once: the mirror made with them, and the one made of them as they are read back."""
    plan = another(service, persons)
    summon_eight(plan)
    before = shown(plan)
    assert "Nytt möte" in before
    service.run(anew(plan))
    assert shown(plan) == before


def test_what_was_asked_for_earlier_and_came_later_is_in_one_order(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for another change, or its machine's clock is behind: its id is the older, its version the newer."""
    plan, made = another(service, persons), work.new_id
    goal = {"term": "short", "lifeArea": "mobility", "followUpResponsibleId": plan.ids["coordinator"]}
    plan.post("goals", goal | {"text": "Kom först"})
    monkeypatch.setattr(work, "new_id", lambda at, tail=None: made(at - timedelta(seconds=30), tail))
    told = plan.post("goals", goal | {"text": "Kom sedan"})
    monkeypatch.undo()
    texts = [one["text"] for one in plan.read()["goals"]]
    assert texts.index("Kom sedan") < texts.index("Kom först") and told["text"] == "Kom sedan"
    before = shown(plan)
    assert before.index("Kom sedan") < before.index("Kom först")
    service.run(anew(plan))
    assert shown(plan) == before


def test_a_copy_made_under_other_rules_is_never_served(service: Service, persons: Persons) -> None:
    """Until it is made anew: the ledger may have taken back what the old copy still holds."""
    plan = another(service, persons)
    her = citizen(service, plan.number)

    async def made_under_other_rules() -> None:
        async with service.database.journal() as connection:
            for table in (mirrored_plan, mirrored_consents, mirrored_summonses):
                mine = table.c.plan_id == UUID(plan.plan_id)
                await connection.execute(update(table).where(mine).values(fingerprint="0" * 64))

    service.run(made_under_other_rules())
    assert her.get("/citizen/v1/plans").json()["plans"] == []
    assert her.get(f"/citizen/v1/plans/{plan.plan_id}").status_code == 404
    assert her.get("/citizen/v1/consents").json()["consents"] == []
    assert her.get("/citizen/v1/summonses").json()["summonses"] == []
    view = plan.coordinator.get(f"{plan.home}/citizen-view").json()
    assert (view["visible"], [one["code"] for one in view["reasons"]]) == (False, ["copy-behind"])
    service.run(anew(plan))
    assert her.get("/citizen/v1/plans").json()["plans"]
    assert her.get("/citizen/v1/consents").json()["consents"]
    assert her.get("/citizen/v1/summonses").json()["summonses"]


def test_whatever_decides_what_is_shown_is_in_the_fingerprint() -> None:
    """Held against what those modules have in them when they run: whatever is of another module, that one is there."""
    files, known = (
        deciding(),
        {module.__file__: module for module in list(sys.modules.values()) if hasattr(module, "__file__")},
    )
    assert len(files) > 30 and {"publishing.py", "drafts.py"} <= {file.name for file in files}
    # What hands over the plan as it stands, and the version that was adopted, decides as much.
    assert {"renewing.py", "adopted.py", "history.py", "decoding.py"} <= {file.name for file in files}
    for file in files:
        for value in vars(known[str(file)]).values():
            # A package has every module in it that anybody has imported.
            whole = isinstance(value, ModuleType) and file.name != "__init__.py"
            named = value.__name__ if whole else getattr(value, "__module__", "")
            home = sys.modules.get(named, None)
            if home is not None and home.__name__.startswith("app.domain"):
                assert Path(home.__file__ or "") in files, f"{file.name} rests on {home.__name__}"


def test_a_rule_far_away_that_is_made_otherwise_is_another_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How two windows of time are joined, on which every consent rests; and no comment is a rule."""
    shutil.copytree(fingerprint.ROOT, tmp_path / "domain")
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path / "domain")
    made, rules = fingerprint.fingerprint.__wrapped__, tmp_path / "domain" / "window.py"
    said, before = rules.read_text(), made()
    rules.write_text(said + "\n# A word more.\n")
    assert made() == before == fingerprint.fingerprint()
    rules.write_text(said.replace("max(", "min(", 1))
    assert rules.read_text() != said and made() != before


def test_whom_another_rule_lets_out_is_told_so_once(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = another(service, persons)
    following, leading = Following(plan.partner), Following(plan.coordinator)
    unit = next(one["hsaId"] for one in plan.read()["units"] if one["id"] == plan.ids["units"])
    rule = renewing.reach_of

    def tightened(one: Plan) -> list[Reach]:
        return [row for row in rule(one) if row.unit != unit or str(one.id) != plan.plan_id]

    monkeypatch.setattr(renewing, "reach_of", tightened)
    service.run(anew(plan))
    service.run(anew(plan))
    service.run(sweep_reach(service.database.journal, service.keys, lambda: datetime.now(UTC), most=100_000))
    hers, leads = (
        [(one["type"], one["removed"]) for one in who.rest() if one["planId"] == plan.plan_id]
        for who in (following, leading)
    )
    assert (hers, leads) == ([("reach.ended", True)], [("reach.changed", False)])
    monkeypatch.undo()
    service.run(anew(plan))
    assert plan.partner.get(plan.home).status_code == 200
