"""Summonses of a plan, and the called units' places in them. What they answer is in `replies`."""

from dataclasses import replace

from app.domain.action import Action
from app.domain.contents import added
from app.domain.lifecycle import summoned
from app.domain.part import find
from app.domain.plan import Plan
from app.domain.reach import READERS, grounds
from app.domain.summons import Invitation, Reply, Summons
from app.schemas.journal.summons import GivenReplyOut, InvitationOut, SummonsIn, SummonsOut
from app.services.parts import Entry, Resource, entry
from app.services.work import Work


def build(plan: Plan, start: Entry, body: SummonsIn) -> Summons:
    return Summons(**start, **body.model_dump(exclude={"invited"}))


def reads_plan(plan: Plan, work: Work) -> bool:
    return bool(grounds(work.actor, plan, work.now) & READERS)


def invitation_view(plan: Plan, part: Invitation, reads: bool) -> InvitationOut:
    """One place. To whoever does not read the plan, an answer that sent the summons on names no unit of the plan: an
    id tells by its age whether the unit had a part in it before."""
    unit = find(plan.units, part.unit_id)
    must = unit is not None and unit.must_attend
    values = {name: getattr(part, name) for name in InvitationOut.model_fields if hasattr(part, name)}
    trail = (one for one in plan.summons_replies if one.invitation_id == part.id)
    given = [GivenReplyOut.model_validate(one if reads else replace(one, forwarded_to_unit_id=None)) for one in trail]
    return InvitationOut(**values, replies=given, must_attend=must, breaches_duty=must and part.reply is Reply.DECLINES)


def _invitations(plan: Plan, part: Summons, work: Work, reads: bool) -> list[Invitation]:
    """The invitations of a summons; to a unit that is only called, its own and no other's."""
    invitations = [one for one in plan.invitations if one.summons_id == part.id]
    if reads:
        return invitations
    mine = {unit.id for unit in plan.units if unit.hsa_id == work.actor.unit}
    return [one for one in invitations if one.unit_id in mine]


def view(plan: Plan, part: Summons, work: Work) -> SummonsOut:
    reads = reads_plan(plan, work)
    invitations = [invitation_view(plan, one, reads) for one in _invitations(plan, part, work, reads)]
    values = {name: getattr(part, name) for name in SummonsOut.model_fields if name != "invitations"}
    return SummonsOut(**values, invitations=invitations)


def shown_to(plan: Plan, part: Summons, work: Work) -> bool:
    """A unit that is only called sees the summonses that call it."""
    return reads_plan(plan, work) or bool(_invitations(plan, part, work, False))


SUMMONSES = Resource(
    collection="summonses",
    noun="summons",
    write=Action.SUMMONS_SEND,
    build=build,
    view=view,
    read=Action.SUMMONS_READ,
    shown_to=shown_to,
)


def calling(body: SummonsIn) -> Resource:
    """The resource for a new summons: it comes with its called units, and moves the plan to `summoned`."""

    def then(plan: Plan, part: Summons, work: Work) -> Plan:
        for one in body.invited:
            invitation = Invitation(**entry(work), summons_id=part.id, **one.model_dump())
            plan = added(plan, "invitations", invitation, work.now)
        return summoned(plan, part.occasion, part.sent_at)

    return replace(SUMMONSES, then=then)
