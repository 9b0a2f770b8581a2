"""Erases plans (förstöring av patientjournal, gallring), and a person's number when no plan of hers is left.

In two steps: first what would go is told, with a code; only that code, for just those plans as they then stood, erases.
Each plan goes in one transaction with the audit entry that tells of it. The log's own entries stay, and its seals hold.
What protection an erased plan noted stays noted on the person until another plan of hers lifts it; and whom the log's
entries are about is known by her pseudonyms while there are any.
Of what record systems called the plan a keyed digest stays, so that none of them brings it again; and whoever had it
within reach is told by an event that she has it no more.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.auditing import Kind, coordinating_principal
from app.domain.erasure import ErasureGround, ErasurePlan, is_reference, why_not
from app.domain.person import ProtectedIdentity
from app.domain.plan import Plan
from app.domain.purpose import OwnPurpose
from app.keys import KeyRing
from app.repositories import audit, erasures, persons, plans, pseudonyms
from app.repositories.erasures import Erasure
from app.services import changes, renewing, sources
from app.services.audit import by_command
from app.services.transaction import Begin, Now
from app.services.work import NO_TRACE, Work

ACTION, SEARCHED, COMMAND = "sip:plan.erase", "sip:plan.search", "sip erase"
PURPOSES = {ErasureGround.DECISION: OwnPurpose.DESTROYED, ErasureGround.THINNING: OwnPurpose.THINNED}


class NotErased(Exception):
    """Why nothing, or nothing more, is erased."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plans are to go, on which ground, by which decision; `code` is what the first step gave, or nothing."""

    plan_ids: tuple[UUID, ...]
    ground: ErasureGround
    decision: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What goes: `rows` in all. `reads_elsewhere`: other persons' plans in which these persons read; they stay."""

    plans: int
    rows: int
    reads_elsewhere: int
    code: str


async def of_number(begin: Begin, keys: KeyRing, personnummer: str, decision: str, now: Now) -> tuple[UUID, ...]:
    """All plans of the person with that number. That it was asked is in the log, whatever comes of it."""
    _require_reference(decision)
    key = keys.person_key(personnummer)
    async with begin() as connection:
        purpose = f"{OwnPurpose.ERASURE_SOUGHT} {decision}"
        await audit.add(connection, [by_command(SEARCHED, Kind.READ, COMMAND, purpose, now, person_key=key)])
        return tuple(await plans.of_key(connection, key))


def _require_reference(decision: str) -> None:
    if not is_reference(decision):
        raise NotErased(
            "the decision is named by its diary number, such as 'IVO 2026/12345', with nothing about a person"
        )


async def prospect(begin: Begin, keys: KeyRing, asked: Asked, now: Now) -> Prospect:
    """Reads all of it and changes nothing of it. Raises `NotErased` when one of the plans may not go."""
    _require_reference(asked.decision)
    if not asked.plan_ids:
        raise NotErased("there is no such plan")
    rows, elsewhere, stood, persons_seen = 0, 0, [], set()
    for plan_id in sorted(asked.plan_ids):
        async with begin() as connection:
            plan = await plans.load(connection, plan_id)
            if plan is None:
                raise NotErased(f"there is no plan {plan_id}")
            if why := why_not(asked.ground, _known(plan), now()):
                raise NotErased(why)
            rows += await erasures.rows(connection, plan_id)
            if plan.person.key not in persons_seen:
                persons_seen.add(plan.person.key)
                elsewhere += await erasures.read_by(connection, plan.person.key, list(asked.plan_ids))
            stood.append(f"{plan_id} {plan.version}")
    code = keys.digest(f"erase {asked.ground} {asked.decision} {' '.join(stood)}".encode())[:12]
    return Prospect(len(stood), rows, elsewhere, code)


async def erase(begin: Begin, keys: KeyRing, asked: Asked, now: Now) -> Prospect:
    """Erases them, as they stood when the code was given; in the order of their ids, each wholly or not at all."""
    seen = await prospect(begin, keys, asked, now)
    if seen.code != asked.code:
        raise NotErased("the code is not of these plans as they stand; ask without one, and look at what would go")
    for plan_id in sorted(asked.plan_ids):
        await _erase(begin, keys, plan_id, asked, now)
    return seen


def _known(plan: Plan) -> ErasurePlan:
    return ErasurePlan(plan.id, plan.version, plan.status, plan.changed_at)


async def _erase(begin: Begin, keys: KeyRing, plan_id: UUID, asked: Asked, now: Now) -> None:
    """The person's row is locked before the plan's, as everywhere."""
    async with begin() as connection:
        named = await erasures.named(connection, plan_id)
        await persons.hold_all(connection, plan_id, None, named)
        plan = await plans.load(connection, plan_id, lock=True)
        if plan is None:
            raise NotErased(f"plan {plan_id} is gone meanwhile")
        if why := why_not(asked.ground, _known(plan), now()):
            raise NotErased(why)
        purpose = f"{PURPOSES[asked.ground]} {asked.decision}"
        about = {"plan_id": plan.id, "person_key": plan.person.log_key, "coordinated_by": coordinating_principal(plan)}
        entry = by_command(ACTION, Kind.ERASE, COMMAND, purpose, now, **about)
        await audit.add(connection, [entry])
        at = entry["at"]
        work = Work(connection, replace(changes.CLOCK, purpose=purpose, client=COMMAND), keys, at, at, NO_TRACE)
        await renewing.tell_erased(work, plan)
        await sources.note_erased(connection, keys, plan.id)
        if plan.noted_protection is not ProtectedIdentity.NONE:
            await persons.keep_protection(connection, plan.person.id)
        await erasures.erase(connection, Erasure(plan.id, asked.ground, asked.decision, at, entry["id"]))
        # With her, whoever was taken for her and has no plan of her own.
        for person_id in {plan.person.id} | named:
            await erasures.erase_person(connection, person_id)
        await pseudonyms.forget(connection)
