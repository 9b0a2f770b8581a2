"""Who may do what to a plan: one pure module. Unknown is denied, and a refusal carries its reason.

Within whose reach a plan is at all, and on which ground, is in `reach`. Source: who may do what, domain rules.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain import demands
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.consent import Consent, covering
from app.domain.intervention import Intervention
from app.domain.lifecycle import ENDED, NOT_IN_THIS_STATUS, RESTS_ON_CONSENT, Transition, begins
from app.domain.participant import Participant
from app.domain.plan import Plan, PlanStatus
from app.domain.reach import DRIVES, LEADS, READERS, TAKEOVER, Ground, grounds
from app.domain.refusal import Conflict, Finding, Forbidden, ScopeMissing, Unreachable
from app.domain.rule import Rule
from app.domain.summons import Reply
from app.domain.unit import own_ids

OUT_OF_REACH = Rule("not-found", "Det finns inget här.", "There is nothing here.")
SCOPE_MISSING = Rule(
    "scope-missing",
    "Åtkomstintyget saknar den behörighet som krävs.",
    "The token lacks the scope that is required.",
    "decided",
)
NOT_YOURS = Rule(
    "not-yours-to-do",
    "Det ligger inte i din roll i planen att göra detta; GET …/actions säger vad du får göra, och varför inte.",
    "Your part in the plan does not include this; GET …/actions says what you may do, and why not.",
    "Riktlinje SIP",
)
NOT_YOUR_OWN = Rule(
    "not-your-own",
    "En enhet som deltar skriver bara sina egna insatser och sin egen personal.",
    "A unit that takes part writes only its own interventions and its own staff.",
    "Riktlinje SIP",
)
NOT_FOR_ITSELF = Rule(
    "not-for-your-own-unit",
    "Ett samtycke som släpper in en enhet hos den egna huvudmannen registreras av den som samordnar planen.",
    "A consent that lets in a unit of one's own principal is registered by who coordinates the plan.",
    "decided",
)
NOT_ATTENDING = Rule(
    "summons-not-accepted",
    "Din enhet har inte tackat ja till någon kallelse; att läsa och skriva i planen kräver det, och samtycke.",
    "Your unit has accepted no summons; reading and writing in the plan takes that, and consent.",
    "Riktlinje SIP",
)
NOT_LET_IN = Rule(
    "unit-not-let-in",
    "Inget samtycke till informationsöverföring omfattar din enhet; att läsa och skriva i planen kräver det.",
    "No consent to information sharing covers your unit; reading and writing in the plan takes that.",
    "OSL 26:1, PDL 6 kap.",
)
READ, WRITE = "journal:read", "journal:write"
# Held by whoever the principal has entrusted with the population register's word.
NUMBERS = "journal:numbers"
Own = Intervention | Participant | Consent


@dataclass(frozen=True, slots=True)
class Permit:
    """Which grounds give the right, and in which statuses the action exists: of a transition, those of its table."""

    grounds: frozenset[Ground]
    statuses: frozenset[PlanStatus]
    scope: str = WRITE


S, A, G, T = PlanStatus, Action, Ground, Transition
ALWAYS = frozenset(PlanStatus)
OPEN = ALWAYS - ENDED
BEFORE_PREPARING = frozenset({S.INITIATED, S.OFFERED, S.DECLINED})
TAKES_PART = frozenset({G.COORDINATOR, G.MAIN_RESPONSIBLE, G.PARTICIPANT})

PERMITS: dict[Action, Permit] = {
    A.PLAN_READ: Permit(READERS, ALWAYS, READ),
    A.SUMMONS_READ: Permit(READERS | {G.CALLED}, ALWAYS, READ),
    A.ACTIONS_READ: Permit(frozenset(G), ALWAYS, READ),
    A.MAPPING_READ: Permit(frozenset({G.COORDINATOR, G.MAPPED}), ALWAYS, READ),
    A.MAPPING_WRITE: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.PLAN_CHANGE: Permit(LEADS, OPEN),
    # Who is protected, and what she is not to read, is noted as long as it is shown: closed, for twelve months more.
    A.PLAN_PROTECT: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.PARTICIPANT_PROTECT: Permit(LEADS | TAKES_PART, ALWAYS - {S.ANNULLED}),
    A.GOAL_WITHHOLD: Permit(DRIVES, RESTS_ON_CONSENT | {S.CLOSED}),
    A.INTERVENTION_WITHHOLD: Permit(TAKES_PART, RESTS_ON_CONSENT | {S.CLOSED}),
    A.FOLLOW_UP_WITHHOLD: Permit(DRIVES, RESTS_ON_CONSENT | {S.CLOSED}),
    A.PLAN_RELEASE: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT - {S.PREPARING} | {S.CLOSED}),
    A.COORDINATOR_NAME: Permit(LEADS, BEFORE_PREPARING),
    A.OFFER: Permit(LEADS, begins(T.OFFER)),
    A.ACCEPT: Permit(LEADS, begins(T.ACCEPT)),
    A.DECLINE: Permit(LEADS, begins(T.DECLINE)),
    A.PREPARE: Permit(LEADS, begins(T.PREPARE)),
    A.ESTABLISH: Permit(frozenset({G.COORDINATOR}), begins(T.ESTABLISH)),
    A.RESUME: Permit(frozenset({G.COORDINATOR}), begins(T.RESUME)),
    A.CLOSE: Permit(DRIVES | LEADS, begins(T.CLOSE)),
    A.ANNUL: Permit(LEADS, begins(T.ANNUL)),
    A.UNIT_ADD: Permit(LEADS, OPEN),
    A.PARTICIPANT_ADD: Permit(LEADS | TAKES_PART, OPEN),
    A.CONSENT_REGISTER: Permit(LEADS | TAKES_PART, OPEN - {S.INITIATED, S.DECLINED}),
    A.CONSENT_WITHDRAW: Permit(LEADS | TAKES_PART, ALWAYS - {S.ANNULLED}),
    # Who reads a closed plan can change too: it stays readable for twelve months.
    A.REPRESENTATION_REGISTER: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.REPRESENTATION_END: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.AGE_EXCEPTION_DECIDE: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.AGE_EXCEPTION_END: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    # Whoever leads the plan has to know whom not to call; nobody else is told whom it is about.
    A.BLOCK_READ: Permit(LEADS, ALWAYS, READ),
    A.BLOCK_REGISTER: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.BLOCK_LIFT: Permit(LEADS, ALWAYS - {S.ANNULLED}),
    A.SUMMONS_SEND: Permit(frozenset({G.COORDINATOR}), begins(T.SUMMON, T.SUMMON_TO_FOLLOW_UP)),
    A.SUMMONS_REPLY: Permit(TAKES_PART | {G.CALLED}, RESTS_ON_CONSENT),
    A.MEETING_RECORD: Permit(frozenset({G.COORDINATOR}), begins(T.MEET, T.MEET_TO_FOLLOW_UP)),
    A.GOAL_WRITE: Permit(DRIVES, RESTS_ON_CONSENT),
    A.INTERVENTION_WRITE: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.INTERVENTION_FOLLOW: Permit(TAKES_PART, RESTS_ON_CONSENT),
    A.FOLLOW_UP_RECORD: Permit(DRIVES, frozenset({S.ESTABLISHED})),
    A.DEVIATION_REPORT: Permit(TAKES_PART, RESTS_ON_CONSENT),
    # What was reported is handled to its end, also when the plan has closed meanwhile.
    A.DEVIATION_HANDLE: Permit(TAKES_PART, RESTS_ON_CONSENT | {S.CLOSED}),
    A.NOTE_WRITE: Permit(LEADS | TAKES_PART, OPEN),
    A.SOURCE_ADD: Permit(LEADS | TAKES_PART, ALWAYS - {S.ANNULLED}),
    # It moves every mirror of hers: no unit does it that has only entered her number, and has no consent from her.
    A.NUMBER_CHANGE: Permit(LEADS, RESTS_ON_CONSENT, NUMBERS),
    A.NUMBER_UNDO: Permit(LEADS, ALWAYS, NUMBERS),
    A.HANDOVER_OFFER: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    A.HANDOVER_ACCEPT: Permit(frozenset({G.SUCCESSOR}), RESTS_ON_CONSENT),
    A.HANDOVER_REFUSE: Permit(frozenset({G.SUCCESSOR}), RESTS_ON_CONSENT),
    A.HANDOVER_WITHDRAW: Permit(frozenset({G.COORDINATOR}), RESTS_ON_CONSENT),
    # Whoever led a closed plan may have left, and what is wrong in it must still be put right by somebody.
    A.TAKE_OVER: Permit(frozenset({G.PRINCIPAL}), ALWAYS - {S.ANNULLED}, TAKEOVER),
    A.COPY_RECORD: Permit(DRIVES, frozenset({S.ESTABLISHED, S.CLOSED})),
    A.NOTICE_READ: Permit(READERS | {G.NOTIFIED}, ALWAYS, READ),
    # Whoever leads the plan does so for a unit that cannot log in.
    A.NOTICE_ACKNOWLEDGE: Permit(LEADS | {G.NOTIFIED}, frozenset({S.CLOSED})),
}

# The corrections of these members alone have an action of their own, both ways: what was noted in error, or has ended,
# is undone where it was noted.
SHIELDS: dict[Action, tuple[str, Action]] = {
    A.PLAN_CHANGE: ("protected_identity", A.PLAN_PROTECT),
    A.PARTICIPANT_ADD: ("protected_identity", A.PARTICIPANT_PROTECT),
    A.GOAL_WRITE: ("withheld_from_patient", A.GOAL_WITHHOLD),
    A.INTERVENTION_WRITE: ("withheld_from_patient", A.INTERVENTION_WITHHOLD),
    A.FOLLOW_UP_RECORD: ("withheld_from_patient", A.FOLLOW_UP_WITHHOLD),
}
# Answered with nothing of the plan: to end what she knows of takes no right to read.
UNANSWERED = frozenset({A.CONSENT_WITHDRAW, A.REPRESENTATION_END, A.AGE_EXCEPTION_END, A.BLOCK_LIFT, A.HANDOVER_REFUSE})


def leads(actor: Staff, plan: Plan, now: datetime) -> bool:
    """Whether this person leads the plan now: whoever does is told whom its blocks (spärrar) are about, and when."""
    return not LEADS.isdisjoint(grounds(actor, plan, now))


def lacking(actor: Staff, action: Action, plan: Plan, now: datetime, held: frozenset[Ground]) -> Iterator[Finding]:
    """What a called unit lacks of taking part, where that would give it the action.

    It is told of its own answer, and of what the person has said about that very unit; of the plan, nothing.
    """
    if Ground.CALLED not in held or held & READERS or Ground.PARTICIPANT not in PERMITS[action].grounds:
        return
    mine = own_ids(actor, plan.units)
    if not any(one.unit_id in mine and one.reply is Reply.ATTENDS for one in plan.invitations):
        yield Finding(NOT_ATTENDING)
    if not any(window.holds(now) for unit_id in mine for window in covering(plan, unit_id)):
        yield Finding(NOT_LET_IN)


def correcting(action: Action, members: Collection[str]) -> Action:
    """What it is to correct those members of what `action` writes: to shield, if it is that member and no other."""
    member, shields = SHIELDS.get(action, (None, action))
    return shields if set(members) == {member} else action


def require_scope(actor: Staff, action: Action) -> None:
    """Judged before any plan is looked for, so that a token without the scope learns nothing of what there is."""
    wanted = PERMITS[action].scope
    if wanted not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, wanted)


def require_scopes(actor: Staff, action: Action, *, adds: bool) -> None:
    """The same of what is done to a plan that stands. Its answer tells of what stood there, and so it takes the right
    to read too; unless the request only `adds`, and is answered with what the caller has said herself.
    """
    require_scope(actor, action)
    if not adds and action not in UNANSWERED:
        require_scope(actor, A.PLAN_READ)


def require(actor: Staff, action: Action, plan: Plan, now: datetime, own: Own | None = None) -> frozenset[Ground]:
    """The grounds that give this person the right to this action now; raises the refusal that says why not.

    Outside reach is `Unreachable` (the plan does not exist for her), in reach but not hers is `Forbidden`, and not in
    this status is `Conflict`. Whoever only takes part writes what is her own unit's: `own` is the intervention or
    participant to be written; or it is a consent (samtycke), and then it may not let in her own unit. The main
    responsible (huvudansvarig) follows every unit's intervention, but says for none of them what it is.
    """
    require_scope(actor, action)
    permit = PERMITS[action]
    held = grounds(actor, plan, now)
    if not held:
        raise Unreachable(OUT_OF_REACH)
    giving = held & permit.grounds
    if not giving:
        raise Forbidden(NOT_YOURS, *lacking(actor, action, plan, now, held))
    if plan.status not in permit.statuses:
        raise Conflict(NOT_IN_THIS_STATUS)
    if own is not None and not giving & (DRIVES | LEADS if action is A.INTERVENTION_FOLLOW else LEADS):
        _require_own(actor, plan, own)
    return giving


def require_again(actor: Staff, action: Action, plan: Plan, now: datetime) -> None:
    """The right to be given once more what this very request was answered with, which only adds: whatever has become
    of the plan's status, to whoever has a ground that gives the action, or reads the plan. Raises as `require` does.
    """
    require_scope(actor, action)
    held = grounds(actor, plan, now)
    if not held:
        raise Unreachable(OUT_OF_REACH)
    if held.isdisjoint(PERMITS[action].grounds | READERS):
        raise Forbidden(NOT_YOURS)


def _require_own(actor: Staff, plan: Plan, own: Own) -> None:
    mine = own_ids(actor, plan.units)
    if isinstance(own, Consent):
        # Nor another unit of her principal's, where she may work too, and which she may have sent a summons on to.
        ours = {one.id for one in plan.units if one.principal_hsa_id == actor.principal}
        if not (mine | ours).isdisjoint(own.recipients):
            raise Forbidden(NOT_FOR_ITSELF)
    elif (own.responsible_unit_id if isinstance(own, Intervention) else own.unit_id) not in mine:
        raise Forbidden(NOT_YOUR_OWN)


def reasons(
    actor: Staff, action: Action, plan: Plan, now: datetime, held: frozenset[Ground] | None = None
) -> Iterator[Finding]:
    """Every reason why this person may not do this now, for her to read; none means that she may.

    `held` are her grounds, where they are known already. Of the plan's status and contents she is told only where the
    action is hers: it is plan content. A called unit is told what it lacks of taking part.
    """
    permit = PERMITS[action]
    held = grounds(actor, plan, now) if held is None else held
    if permit.scope not in actor.scopes:
        yield Finding(SCOPE_MISSING)
    elif not held & permit.grounds:
        yield Finding(NOT_YOURS)
        yield from lacking(actor, action, plan, now, held)
    elif plan.status not in permit.statuses:
        yield Finding(NOT_IN_THIS_STATUS)
    else:
        yield from demands.missing(action, plan, now)
