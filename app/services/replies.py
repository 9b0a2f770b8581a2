"""What called units answer to a summons: attends, declines, wrong recipient, or forwarded to the right unit.

Every answer is added to the trail; the invitation has the present one.
"""

from typing import Any
from uuid import UUID

from app.domain.action import Action
from app.domain.contents import people, revised
from app.domain.contents.asking import refuse_if
from app.domain.contents.blocking import require_callable
from app.domain.contents.process import REPRESENTATIVE
from app.domain.event import Event
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS, OUT_OF_REACH, leads
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Forbidden, Unreachable
from app.domain.spokesperson import require_answering
from app.domain.summons import NOT_COMING, SAID_NO, Invitation, Reply, SummonsReply, require_within_principal
from app.domain.unit import Unit
from app.repositories import invitations
from app.schemas.journal.summons import ForwardingIn, InvitationOut, ReplyIn
from app.services import units
from app.services.changes import Changed, change
from app.services.parts import entry, one_more, part_of, require_room
from app.services.reading import read
from app.services.summonses import invitation_viewing, reads_plan, showing
from app.services.work import Work


async def show(work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID) -> InvitationOut:
    """One called unit's place, with its answers; to a unit that is only called, its own."""
    plan = await read(work, plan_id, Action.SUMMONS_READ)
    summons, invitation = _place(plan, summons_id, invitation_id)
    reads = reads_plan(plan, work)
    if not reads and part_of(plan, "units", invitation.unit_id).hsa_id != work.actor.unit:
        raise Unreachable(OUT_OF_REACH)
    if not showing(plan, work)(summons):
        raise Unreachable(OUT_OF_REACH)
    return invitation_viewing(plan, reads)(invitation)


def _place(plan: Plan, summons_id: UUID, invitation_id: UUID) -> tuple[Any, Invitation]:
    summons, invitation = part_of(plan, "summonses", summons_id), part_of(plan, "invitations", invitation_id)
    if invitation.summons_id != summons.id:
        raise Unreachable(OUT_OF_REACH)
    return summons, invitation


def _asked(plan: Plan, invitation: Invitation, work: Work) -> Unit:
    """The called unit, if the caller speaks for it: she is of it, or is the coordinator who was answered.

    To whoever does not read the plan, another unit's place is what it is when she reads it: not there.
    """
    unit: Unit = part_of(plan, "units", invitation.unit_id)
    if unit.hsa_id != work.actor.unit and not reads_plan(plan, work):
        raise Unreachable(OUT_OF_REACH)
    require_answering(work.actor, plan, unit, work.now)
    return unit


def _answered(plan: Plan, invitation: Invitation, unit: Unit, work: Work, to: Unit | None = None, **said: Any) -> Plan:
    """The invitation with its present answer, and the trail with one more."""
    plan = revised(plan, "invitations", invitation, work.now, **said)
    trail = SummonsReply(
        **entry(work, "summons_replies"),
        invitation_id=invitation.id,
        answered_by_unit_id=unit.id,
        forwarded_to_unit_id=to.id if to else None,
        **said,
    )
    return one_more(plan, "summons_replies", trail, work)


def _representative(plan: Plan, unit: Unit, body: ReplyIn, work: Work) -> tuple[Plan, UUID | None]:
    """Whom the called unit appoints: one who takes part already, or one whom its answer names, and who then does."""
    named = body.representative
    if named is None:
        return plan, body.representative_id
    refuse_if(body.representative_id is not None or body.reply is not Reply.ATTENDS, REPRESENTATIVE, "/representative")
    if named.hsa_id is not None:
        # Called again, a unit need not know that she stands there already.
        same = (one for one in plan.participants if (one.unit_id, one.hsa_id) == (unit.id, named.hsa_id))
        if known := next(same, None):
            return plan, known.id
    new = Participant(**entry(work, "participants"), kind=ParticipantKind.STAFF, unit_id=unit.id, **named.model_dump())
    return one_more(plan, "participants", new, work), new.id


async def reply(
    work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID, body: ReplyIn, precondition: Precondition
) -> tuple[Changed, InvitationOut]:
    """A called unit answers for itself; the coordinator registers what others answered her."""

    def decide(plan: Plan) -> Plan:
        _, invitation = _place(plan, summons_id, invitation_id)
        unit = _asked(plan, invitation, work)
        precondition.require(invitation.version)
        plan, representative_id = _representative(plan, unit, body, work)
        said = body.model_dump(exclude={"representative"}) | {"representative_id": representative_id}
        return _answered(plan, invitation, unit, work, **said)

    return await _change(work, plan_id, invitation_id, decide)


async def forward(
    work: Work, plan_id: UUID, summons_id: UUID, invitation_id: UUID, body: ForwardingIn, precondition: Precondition
) -> tuple[Changed, InvitationOut]:
    """A summons that reached the wrong function goes on to the right unit, of the same principal and no other.

    The right unit gets a place of its own in the summons, to answer, unless it has one; of the plan it reads nothing
    without consent. One that the person has blocked (spärr, PDL 4:4) gets its place and is told of nothing, and whoever
    sends the summons on is answered as otherwise, since whom a block is about is not hers to know: whoever leads the
    plan knows, sees where it went, and has the unanswered summons among what is due. If she sends it on it is refused.
    """

    def decide(plan: Plan) -> Plan:
        _, invitation = _place(plan, summons_id, invitation_id)
        unit = _asked(plan, invitation, work)
        precondition.require(invitation.version)
        to = _sent_to(plan, unit, body, work)
        known = next((one for one in plan.units if one.hsa_id == to.hsa_id), None)
        plan, to = (plan, known) if known else (one_more(plan, "units", to, work), to)
        if leads(work.actor, plan, work.now):
            require_callable(plan, to.id, "/unit/hsaId")
        said = {"reply": Reply.FORWARDED, "representative_id": None, "reason": body.reason}
        plan = _answered(plan, invitation, unit, work, to, **said, replied_at=body.replied_at)
        asked = (invitation.summons_id, to.id)
        called = next((one for one in plan.invitations if (one.summons_id, one.unit_id) == asked), None)
        if called is not None:
            return _called_again(plan, called, work)
        place = Invitation(
            **entry(work, "invitations"),
            summons_id=invitation.summons_id,
            unit_id=to.id,
            wished_profession=invitation.wished_profession,
            forwarded_from_id=invitation.id,
        )
        return one_more(plan, "invitations", place, work)

    return await _change(work, plan_id, invitation_id, decide)


def _sent_to(plan: Plan, unit: Unit, body: ForwardingIn, work: Work) -> Unit:
    """The unit that the body names, as one that is new to the plan: judged so whether it is or not.

    Else whoever only answers could ask, by what is refused, which units have a part in the plan or are called.
    """
    to = units.build(plan, entry(work, "units"), body.unit)
    people.principal(to, "/unit")
    require_within_principal(unit, to)
    for collection in ("units", "invitations"):
        require_room(plan, collection, work)
    return to


def _called_again(plan: Plan, known: Invitation, work: Work) -> Plan:
    """The summons has reached that unit already, which is no news for whoever only sends hers on.

    One that has said that it does not come, or sent it on itself, is asked anew; else nobody would be called.
    """
    if known.reply not in NOT_COMING:
        return plan
    unanswered = {"reply": Reply.NONE, "representative_id": None, "reason": None, "replied_at": None}
    return revised(plan, "invitations", known, work.now, **unanswered)


async def _change(work: Work, plan_id: UUID, invitation_id: UUID, decide: Any) -> tuple[Changed, InvitationOut]:
    """With its no a called unit is out of the plan's reach. Sent again, it is answered as what it is: given already."""
    told = Event.SUMMONS_REPLIED
    try:
        changed = await change(work, plan_id, Action.SUMMONS_REPLY, decide, told_as=told, subject=invitation_id)
    except (Forbidden, Unreachable) as refusal:
        outside = refusal.rule in (OUT_OF_REACH, NOT_YOURS)
        if outside and await invitations.refused_by(work.connection, work.actor, plan_id, invitation_id):
            raise Conflict(SAID_NO) from None
        raise
    view = invitation_viewing(changed.plan, reads_plan(changed.plan, work))
    return changed, view(part_of(changed.plan, "invitations", invitation_id))
