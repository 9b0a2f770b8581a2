"""What called units answer to a summons: attends, declines, wrong recipient, or forwarded to the right unit.

Every answer is added to the trail; the invitation has the present one.
"""

from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.contents import MOST_PARTS, added, revised
from app.domain.event import Event
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS, OUT_OF_REACH
from app.domain.precondition import Precondition
from app.domain.reach import READERS, Ground, grounds
from app.domain.refusal import Finding, Forbidden, Invalid, Unreachable
from app.domain.summons import FORWARD_WITHIN, Invitation, Reply, SummonsReply
from app.domain.unit import Unit
from app.schemas.journal.summons import ForwardingIn, InvitationOut, ReplyIn
from app.services.changes import Changed, change
from app.services.parts import entry, part_of
from app.services.reading import read
from app.services.summonses import invitation_view, shown_to
from app.services.units import build as build_unit
from app.services.work import Work

# Answers are only ever added to, so they grow with the years.
MOST_REPLIES = 5 * MOST_PARTS


async def show(work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID) -> InvitationOut:
    """One called unit's place, with its answers; to a unit that is only called, its own."""
    plan = await read(work, plan_id, Action.SUMMONS_READ)
    summons, invitation = _place(plan, summons_id, invitation_id)
    reads = grounds(work.actor, plan, work.now) & READERS
    if not reads and part_of(plan, "units", invitation.unit_id).hsa_id != work.actor.unit:
        raise Unreachable(OUT_OF_REACH)
    if not shown_to(plan, summons, work):
        raise Unreachable(OUT_OF_REACH)
    return invitation_view(plan, invitation)


def _place(plan: Plan, summons_id: UUID, invitation_id: UUID) -> tuple[Any, Invitation]:
    summons, invitation = part_of(plan, "summonses", summons_id), part_of(plan, "invitations", invitation_id)
    if invitation.summons_id != summons.id:
        raise Unreachable(OUT_OF_REACH)
    return summons, invitation


def _asked(plan: Plan, invitation: Invitation, work: Work) -> Unit:
    """The called unit, if the caller speaks for it: she is of it, or is the coordinator who was answered."""
    unit: Unit = part_of(plan, "units", invitation.unit_id)
    if unit.hsa_id != work.actor.unit and Ground.COORDINATOR not in grounds(work.actor, plan, work.now):
        raise Forbidden(NOT_YOURS)
    return unit


def _answered(plan: Plan, invitation: Invitation, unit: Unit, work: Work, to: Unit | None = None, **said: Any) -> Plan:
    """The invitation with its present answer, and the trail with one more."""
    plan = revised(plan, "invitations", invitation, work.now, **said)
    trail = SummonsReply(
        **entry(work),
        invitation_id=invitation.id,
        answered_by_unit_id=unit.id,
        forwarded_to_unit_id=to.id if to else None,
        **said,
    )
    return added(plan, "summons_replies", trail, work.now, MOST_REPLIES)


async def reply(
    work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID, body: ReplyIn, precondition: Precondition
) -> tuple[Changed, InvitationOut]:
    """A called unit answers for itself; the coordinator registers what others answered her."""

    def decide(plan: Plan) -> Plan:
        _, invitation = _place(plan, summons_id, invitation_id)
        unit = _asked(plan, invitation, work)
        precondition.require(invitation.version)
        return _answered(plan, invitation, unit, work, **body.model_dump())

    return await _change(work, plan_id, invitation_id, decide)


async def forward(
    work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID, body: ForwardingIn, precondition: Precondition
) -> tuple[Changed, InvitationOut]:
    """A summons that reached the wrong function goes on to the right unit, of the same principal and no other.

    The right unit gets a place of its own in the summons, to answer; of the plan it reads nothing without consent.
    """

    def decide(plan: Plan) -> Plan:
        _, invitation = _place(plan, summons_id, invitation_id)
        unit = _asked(plan, invitation, work)
        precondition.require(invitation.version)
        to = next((one for one in plan.units if one.hsa_id and one.hsa_id == body.unit.hsa_id), None)
        if to is None:
            to = build_unit(plan, entry(work), body.unit)
            plan = added(plan, "units", to, work.now)
        if to.principal_hsa_id is None or to.principal_hsa_id != unit.principal_hsa_id or to.id == unit.id:
            raise Invalid(FORWARD_WITHIN, Finding(FORWARD_WITHIN, "/unit/hsaId"))
        said = {"reply": Reply.FORWARDED, "representative_id": None, "reason": body.reason}
        plan = _answered(plan, invitation, unit, work, to, **said, replied_at=body.replied_at)
        place = Invitation(
            **entry(work),
            summons_id=invitation.summons_id,
            unit_id=to.id,
            wished_profession=invitation.wished_profession,
            forwarded_from_id=invitation.id,
        )
        return added(plan, "invitations", place, work.now)

    return await _change(work, plan_id, invitation_id, decide)


async def _change(work: Work, plan_id: UUID, invitation_id: UUID, decide: Any) -> tuple[Changed, InvitationOut]:
    told = Event.SUMMONS_REPLIED
    changed = await change(work, plan_id, Action.SUMMONS_REPLY, decide, told_as=told, subject=invitation_id)
    return changed, invitation_view(changed.plan, part_of(changed.plan, "invitations", invitation_id))
