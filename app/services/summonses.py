"""Summonses of a plan, and the called units' places in them. What they answer is in `replies`."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.action import Action
from app.domain.contents.blocking import require_callable
from app.domain.lifecycle import summoned
from app.domain.part import grouped
from app.domain.plan import Plan
from app.domain.reach import READERS, grounds
from app.domain.summons import Invitation, Reply, Summons
from app.domain.unit import own_ids
from app.schemas.journal.summons import GivenReplyOut, InvitationOut, SummonsIn, SummonsOut
from app.services.parts import Entry, Writable, entry, one_more, shown
from app.services.work import Work


def build(plan: Plan, start: Entry, body: SummonsIn) -> Summons:
    return Summons(**start, **body.model_dump(exclude={"invited"}))


def reads_plan(plan: Plan, work: Work) -> bool:
    return bool(grounds(work.actor, plan, work.now) & READERS)


def invitation_viewing(plan: Plan, reads: bool) -> Callable[[Invitation], InvitationOut]:
    """How a place is answered. To whoever does not read the plan, an answer that sent the summons on names no unit of
    the plan: an id tells by its age whether the unit had a part in it before."""
    obliged = {unit.id for unit in plan.units if unit.must_attend}
    replies = grouped(plan.summons_replies, "invitation_id")

    def view(part: Invitation) -> InvitationOut:
        must = part.unit_id in obliged
        trail = replies.get(part.id, ())
        given = [
            GivenReplyOut.model_validate(one if reads else replace(one, forwarded_to_unit_id=None)) for one in trail
        ]
        breaches = must and part.reply is Reply.DECLINES
        return shown(InvitationOut, part, replies=given, must_attend=must, breaches_duty=breaches)

    return view


def _invitations(plan: Plan, work: Work, reads: bool) -> dict[UUID, list[Invitation]]:
    """The invitations of each summons; to a unit that is only called, its own and no other's."""
    mine = own_ids(work.actor, plan.units)
    return grouped((one for one in plan.invitations if reads or one.unit_id in mine), "summons_id")


def viewing(plan: Plan, work: Work, reads: bool | None = None) -> Callable[[Summons], SummonsOut]:
    """To whoever reads the plan, every place in each summons. `reads`: where no ground of reach tells it, as in an
    emergency, or of an old version."""
    reads = reads_plan(plan, work) if reads is None else reads
    invitations, invitation_view = _invitations(plan, work, reads), invitation_viewing(plan, reads)

    def view(part: Summons) -> SummonsOut:
        return shown(SummonsOut, part, invitations=list(map(invitation_view, invitations.get(part.id, ()))))

    return view


def showing(plan: Plan, work: Work) -> Callable[[Summons], bool]:
    """A unit that is only called sees the summonses that call it."""
    reads = reads_plan(plan, work)
    invitations = _invitations(plan, work, reads)
    return lambda part: reads or part.id in invitations


SUMMONSES = Writable(
    collection="summonses",
    noun="summons",
    write=Action.SUMMONS_SEND,
    build=build,
    viewing=viewing,
    read=Action.SUMMONS_READ,
    showing=showing,
)


def calling(body: SummonsIn) -> Writable:
    """The resource for a new summons: it comes with its called units, and moves the plan to `summoned`."""

    def then(plan: Plan, part: Summons, work: Work) -> Plan:
        for place, one in enumerate(body.invited):
            require_callable(plan, one.unit_id, f"/invited/{place}/unitId")
            invitation = Invitation(**entry(work, "invitations"), summons_id=part.id, **one.model_dump())
            plan = one_more(plan, "invitations", invitation, work)
        return summoned(plan, part.occasion, part.sent_at)

    return replace(SUMMONSES, then=then)
