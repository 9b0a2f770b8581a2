"""The parts of the process that a plain, established plan has none of: offers, answers, results, steps, copies;
and of those who read for the person."""

from datetime import date
from typing import Any
from uuid import UUID

from app.domain.age_exception import AgeException, AgeExceptionKind
from app.domain.block import Block, BlockKind
from app.domain.consent import ConsentForm, ConsentGiver, Information
from app.domain.copy import Copy, CopyForm
from app.domain.deviation import DeviationStep, DeviationStepKind
from app.domain.emergency_access import EmergencyAccess
from app.domain.follow_up import FollowUpDecision, GoalOutcome, GoalResult
from app.domain.offer import Offer, OfferAnswer
from app.domain.representation import Readable, Representation, RepresentativeKind
from app.domain.summons import Reply, SummonsReply
from app.domain.takeover import Takeover
from tests.domain.plans import (
    CLINIC,
    COORDINATOR,
    FOLLOW_UP,
    GIVEN,
    LONG_GOAL,
    MAIN,
    NURSE,
    REHAB,
    RELATIVE,
    uid,
    utc,
)

# What an information consent that covers the mapping says.
ALL_OF_IT = (Information.PLAN, Information.MAPPING)
CLOSING: dict[str, Any] = {"decision": FollowUpDecision.CLOSE, "next_on": None}
REVISING: dict[str, Any] = {"decision": FollowUpDecision.REVISE}
ANSWERED_AT = utc(2026, 1, 30)
NEXT = date(2026, 11, 2)
DEVIATION = uid(81)
REPRESENTATION, AGE_EXCEPTION, BLOCK, OPENED = uid(110), uid(111), uid(114), uid(116)
OFFER, ANSWER, RESULT, STEP, TAKEOVER, COPY = (uid(number) for number in range(101, 107))


def offer(part_id: UUID = OFFER, **values: Any) -> Offer:
    start: dict[str, Any] = {"entered_at": GIVEN, "offered_at": utc(2026, 1, 20), "offered_by_unit_id": CLINIC}
    return Offer(id=part_id, **(start | values))


def declined_offer(part_id: UUID = OFFER, **values: Any) -> Offer:
    no: dict[str, Any] = {"answer": OfferAnswer.DECLINED, "answered_at": ANSWERED_AT, "reason": "Inte nu"}
    return offer(part_id, **(no | {"answered_by": ConsentGiver.PERSON} | values))


def answer(part_id: UUID = ANSWER, **values: Any) -> SummonsReply:
    start: dict[str, Any] = {"invitation_id": uid(32), "reply": Reply.ATTENDS, "answered_by_unit_id": REHAB}
    return SummonsReply(id=part_id, entered_at=GIVEN, **(start | {"replied_at": utc(2026, 2, 12)} | values))


def result(part_id: UUID = RESULT, **values: Any) -> GoalResult:
    start: dict[str, Any] = {"follow_up_id": FOLLOW_UP, "goal_id": LONG_GOAL, "outcome": GoalOutcome.ACHIEVED}
    return GoalResult(id=part_id, entered_at=GIVEN, **(start | values))


def step(kind: DeviationStepKind, unit_id: UUID = REHAB, part_id: UUID = STEP, **values: Any) -> DeviationStep:
    start: dict[str, Any] = {"deviation_id": DEVIATION, "text": "Vi har talats vid", "taken_at": utc(2026, 4, 2)}
    return DeviationStep(id=part_id, entered_at=GIVEN, kind=kind, unit_id=unit_id, **(start | values))


def takeover(part_id: UUID = TAKEOVER, to: UUID = NURSE, **values: Any) -> Takeover:
    start: dict[str, Any] = {"from_id": COORDINATOR, "reason": "Har slutat", "taken_at": utc(2026, 5, 20)}
    return Takeover(id=part_id, entered_at=GIVEN, to_id=to, **(start | values))


def copy(to: UUID | None = None, part_id: UUID = COPY, **values: Any) -> Copy:
    start: dict[str, Any] = {"plan_version": 1, "form": CopyForm.PAPER, "given_at": utc(2026, 3, 6)}
    return Copy(id=part_id, entered_at=GIVEN, recipient_id=to, **(start | values))


def representation(part_id: UUID = REPRESENTATION, **values: Any) -> Representation:
    start: dict[str, Any] = {"kind": RepresentativeKind.GUARDIAN, "reader_key": "e" * 64, "sealed_number": "förseglat"}
    start |= {"scope": tuple(Readable), "since": date(2026, 1, 10), "reason": "Vårdnadshavare"}
    return Representation(id=part_id, entered_at=GIVEN, **(start | {"registered_by_id": COORDINATOR} | values))


def age_exception(part_id: UUID = AGE_EXCEPTION, **values: Any) -> AgeException:
    start: dict[str, Any] = {"kind": AgeExceptionKind.GUARDIAN_READS, "representation_id": REPRESENTATION}
    start |= {"since": date(2026, 1, 10), "reason": "Barnet vill det", "decided_by_id": COORDINATOR}
    return AgeException(id=part_id, entered_at=GIVEN, **(start | values))


def block(hsa_id: str, part_id: UUID = BLOCK, **values: Any) -> Block:
    kind = BlockKind.UNIT if "-" in hsa_id else BlockKind.PRINCIPAL
    start: dict[str, Any] = {"name": "Den spärrade", "form": ConsentForm.ORAL, "requested_at": utc(2026, 4, 1)}
    start |= {"kind": kind, "registered_by_id": COORDINATOR}
    return Block(id=part_id, entered_at=GIVEN, hsa_id=hsa_id, **(start | values))


def lifted(hsa_id: str, part_id: UUID = BLOCK, **values: Any) -> Block:
    over: dict[str, Any] = {"lifted_at": utc(2026, 5, 1), "lifted_by_id": COORDINATOR, "lifted_form": ConsentForm.ORAL}
    return block(hsa_id, part_id, **(over | values))


def emergency_access(part_id: UUID = OPENED, **values: Any) -> EmergencyAccess:
    start: dict[str, Any] = {"unit_hsa_id": "SE2329990031-WARD", "unit_name": "Akuten", "principal_name": "Regionen"}
    start |= {"person_hsa_id": "SE2329990031-P8", "reason": "Medvetslös", "despite_block": False}
    start |= {"opened_at": utc(2026, 5, 20), "ends_at": utc(2026, 5, 20, 13)}
    return EmergencyAccess(id=part_id, entered_at=GIVEN, **(start | values))


# To the person and to each participant of the plain plan.
COPIES_OF_ALL = tuple(copy(who, uid(1200 + n)) for n, who in enumerate((None, COORDINATOR, MAIN, NURSE, RELATIVE)))
