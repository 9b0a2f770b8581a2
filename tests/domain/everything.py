"""A plan with every kind of part in it, and a flag for each thing in it that can be withheld or protected."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.age_exception import AgeExceptionKind
from app.domain.consent import ConsentGiver, ConsentKind
from app.domain.deviation import DeviationStepKind
from app.domain.intervention import ResponsibleKind
from app.domain.person import ProtectedIdentity
from app.domain.plan import Plan
from app.domain.summons import Reply
from tests.domain.parts import (
    age_exception,
    answer,
    block,
    copy,
    declined_offer,
    emergency_access,
    lifted,
    representation,
    result,
    step,
    takeover,
)
from tests.domain.plans import (
    BY_OTHER,
    BY_PERSON,
    BY_UNIT,
    COORDINATOR,
    GUARDIANS,
    LIBRARY,
    LIBRARY_HSA,
    LONG_GOAL,
    MAIN,
    NURSE,
    REHAB,
    RELATIVE,
    SUB_GOAL,
    PrincipalType,
    deviation,
    established,
    follow_up,
    goal,
    guardian,
    handover,
    intervention,
    invitation,
    note,
    notice,
    person,
    sharing,
    sip,
    status,
    uid,
    unit,
)

DEEP_GOAL, OTHER_GOAL, OTHER_UNIT, REPRESENTED = uid(53), uid(54), uid(66), uid(112)

WARD = "SE2329990031-WARD"  # no part in the plan, and blocked

# The types of which nothing is mirrored: a deviation and a note never, the rest is between the professionals.
NEVER_MIRRORED = ("Deviation", "DeviationStep", "Handover", "Takeover", "Note", "Notice")
NEVER_MIRRORED += (
    "Representation",
    "AgeException",
    "Block",
    "EmergencyAccess",
    "Offer",
    "SummonsReply",
    "GoalResult",
    "Copy",
)
# What a protected person gets nothing of: places, units by name, telephone numbers, other persons' names.
PLACES = {
    "Unit": {"name", "kind", "principal_name"},
    "Participant": {"name", "phone"},
    "Consent": {"relatives"},
    "Summons": {"place"},
    "Meeting": {"place"},
    "Intervention": {"responsible_name"},
}


@dataclass(frozen=True)
class Flags:
    """One of the many plans: a bit for each thing that can be withheld or protected."""

    bits: int

    def __getitem__(self, place: int) -> bool:
        return bool(self.bits >> place & 1)

    def protection(self, place: int) -> ProtectedIdentity:
        marked = ProtectedIdentity.CONFIDENTIALITY_MARKING if self[place + 1] else ProtectedIdentity.NONE
        return ProtectedIdentity.PROTECTED_REGISTRATION if self[place] else marked


def everything(flags: Flags, parents: tuple[UUID | None, UUID | None] = (LONG_GOAL, SUB_GOAL)) -> Plan:
    """A plan with every kind of part in it, and the flags set where they can be."""
    base = established()
    people = [*base.participants, *(guardian(one) for one in GUARDIANS)]
    by_bit = {flags[n] for n in range(2)}
    assessed = replace(sip(uid(24), ConsentGiver.ASSESSMENT if flags[30] else ConsentGiver.PERSON))
    for_her = ("Med hennes ord" if flags[33 + n] else None for n in range(8))
    return established(
        person=person(protected=flags[0]),
        protected_identity=flags.protection(1) if True in by_bit else ProtectedIdentity.NONE,
        units=(*base.units, unit(LIBRARY, LIBRARY_HSA, PrincipalType.MUNICIPALITY)),
        participants=tuple(
            replace(one, protected_identity=flags.protection(3 + 2 * n)) for n, one in enumerate(people)
        ),
        consents=(
            *base.consents,
            assessed,
            sharing(REHAB, LIBRARY, id=uid(25), given_by=ConsentGiver.ASSESSMENT if flags[31] else ConsentGiver.PERSON),
            replace(sip(uid(26)), kind=ConsentKind.RELATIVES, relatives=("x",), given_by=list(ConsentGiver)[flags[32]]),
        ),
        invitations=(*base.invitations, invitation(uid(34), LIBRARY, Reply.NONE, reason="x", representative_id=NURSE)),
        goals=(
            goal(
                LONG_GOAL,
                citizen_text=next(for_her),
                withheld_from_patient=flags[20],
                follow_up_responsible_id=COORDINATOR,
            ),
            goal(SUB_GOAL, citizen_text=next(for_her), withheld_from_patient=flags[21], parent_id=parents[0]),
            goal(DEEP_GOAL, withheld_from_patient=flags[22], parent_id=parents[1]),
            goal(OTHER_GOAL, withheld_from_patient=flags[23], follow_up_responsible_id=NURSE),
        ),
        interventions=(
            intervention(BY_UNIT, citizen_text=next(for_her), withheld_from_patient=flags[24]),
            intervention(BY_OTHER, ResponsibleKind.OTHER, withheld_from_patient=flags[25], goal_id=SUB_GOAL),
            intervention(BY_PERSON, ResponsibleKind.PERSON, withheld_from_patient=flags[26], goal_id=DEEP_GOAL),
            intervention(OTHER_UNIT, withheld_from_patient=flags[27], goal_id=OTHER_GOAL, responsible_unit_id=LIBRARY),
        ),
        intervention_statuses=tuple(
            status(uid(90 + n), one) for n, one in enumerate((BY_UNIT, BY_OTHER, BY_PERSON, OTHER_UNIT))
        ),
        follow_ups=(
            follow_up(citizen_text=next(for_her), withheld_from_patient=flags[28]),
            follow_up(uid(72), withheld_from_patient=flags[29], helped="x"),
        ),
        representations=(representation(), representation(REPRESENTED, until=date(2030, 1, 1))),
        age_exceptions=(
            age_exception(),
            age_exception(uid(113), representation_id=None, kind=AgeExceptionKind.READS_OWN),
        ),
        blocks=(block(WARD), lifted(WARD, uid(115))),
        emergency_accesses=(emergency_access(),),
        offers=(declined_offer(),),
        summons_replies=(answer(representative_id=MAIN, forwarded_to_unit_id=LIBRARY, reason="x"),),
        goal_results=(result(text="x"),),
        deviations=(deviation(),),
        deviation_steps=(step(DeviationStepKind.ADDRESSED),),
        takeovers=(takeover(),),
        copies=(copy(), copy(RELATIVE, uid(107))),
        handovers=(handover(),),
        notes=(note(),),
        notices=(notice(),),
    )
