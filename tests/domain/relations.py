"""What somebody can be to a plan: for each relation, the plan, the caller, and what the rules make of her."""

from datetime import date, timedelta
from typing import Any

from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.summons import Reply
from tests.domain.parts import ALL_OF_IT, block, lifted, takeover
from tests.domain.plans import (
    CLINIC,
    CLINIC_HSA,
    COORDINATOR_HSA,
    GIVEN,
    LIBRARY,
    LIBRARY_HSA,
    MAIN_HSA,
    NOW,
    NURSE_HSA,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    PrincipalType,
    established,
    handover,
    invitation,
    notice,
    sharing,
    sip,
    uid,
    unit,
)

TICK = timedelta(microseconds=1)
NURSE = "SE2329990023-P9"  # somebody at the rehabilitation unit without a role of her own
COORDINATING, RUNNING, COLLEAGUE = (COORDINATOR_HSA, CLINIC_HSA), (MAIN_HSA, REHAB_HSA), (NURSE, REHAB_HSA)


def with_consents(*consents: object) -> dict[str, Any]:
    return {"consents": (sip(), *consents)}


def answered(*replies: Reply) -> dict[str, Any]:
    return {"invitations": tuple(invitation(uid(900 + n), REHAB, reply) for n, reply in enumerate(replies))}


WITH_LIBRARY = {"units": (*established().units, unit(LIBRARY, LIBRARY_HSA, PrincipalType.MUNICIPALITY))}
IN_THE_LIBRARY = ("SE2329990023-P9", LIBRARY_HSA)


def initiating(**values: Any) -> dict[str, Any]:
    return {"coordinator_id": None, "initiated_by_unit_id": CLINIC} | values


# relation → (what is different in the plan, the caller, what she is to an established plan)
MAPPING_TOO = {"information": ALL_OF_IT}
RELATIONS: dict[str, tuple[dict[str, Any], tuple[str, str], str]] = {
    "the initiating unit before a coordinator is named": (initiating(), (NURSE_HSA, CLINIC_HSA), "initiator"),
    "the initiating unit after a coordinator is named": ({}, (NURSE_HSA, CLINIC_HSA), ""),
    "the coordinator": ({}, COORDINATING, "coordinator"),
    "the coordinator whose unit is let in": (
        with_consents(sharing(CLINIC)),
        COORDINATING,
        "coordinator participant",
    ),
    "the coordinator at another unit": ({}, (COORDINATOR_HSA, REHAB_HSA), "called participant"),
    "the coordinator at a unit that has no part": ({}, (COORDINATOR_HSA, LIBRARY_HSA), ""),
    "a colleague of the coordinator, not let in": (with_consents(sharing(REHAB)), (NURSE_HSA, CLINIC_HSA), ""),
    "a colleague of the coordinator, let in": (
        with_consents(sharing(CLINIC)),
        (NURSE_HSA, CLINIC_HSA),
        "participant",
    ),
    "the coordinator whose unit is let in to the mapping": (
        with_consents(sharing(CLINIC, **MAPPING_TOO)),
        COORDINATING,
        "coordinator participant mapped",
    ),
    "the main responsible": ({}, RUNNING, "called main_responsible participant"),
    "the main responsible, not let in": (with_consents(), RUNNING, "called"),
    "the main responsible whose unit has declined": (answered(Reply.DECLINES), RUNNING, ""),
    "the main responsible at another unit": ({}, (MAIN_HSA, CLINIC_HSA), ""),
    "the main responsible at another unit that is let in": (
        with_consents(sharing(CLINIC, REHAB)),
        (MAIN_HSA, CLINIC_HSA),
        "participant",
    ),
    "a unit that has accepted, let in": ({}, COLLEAGUE, "called participant"),
    "a unit that has accepted, let in to the mapping": (
        with_consents(sharing(REHAB, **MAPPING_TOO)),
        COLLEAGUE,
        "called participant mapped",
    ),
    "a unit that has accepted, let in to the mapping for a time that is over": (
        with_consents(sharing(REHAB), sharing(REHAB, id=uid(28), valid_until=date(2026, 5, 31), **MAPPING_TOO)),
        COLLEAGUE,
        "called participant",
    ),
    "a unit that has accepted, another let in to the mapping": (
        with_consents(sharing(REHAB), sharing(CLINIC, id=uid(28), **MAPPING_TOO)),
        COLLEAGUE,
        "called participant",
    ),
    "the main responsible, let in to the mapping": (
        with_consents(sharing(REHAB, **MAPPING_TOO)),
        RUNNING,
        "called main_responsible participant mapped",
    ),
    "a unit that has declined, let in to the mapping": (
        answered(Reply.DECLINES) | with_consents(sharing(REHAB, **MAPPING_TOO)),
        COLLEAGUE,
        "",
    ),
    "a unit that has accepted, not let in": (with_consents(), COLLEAGUE, "called"),
    "a unit that has accepted, another let in": (with_consents(sharing(CLINIC, SCHOOL)), COLLEAGUE, "called"),
    "a unit that has accepted, its consent ended": (
        with_consents(sharing(REHAB, valid_until=date(2026, 5, 31))),
        COLLEAGUE,
        "called",
    ),
    "a unit that has accepted, on its consent's last day": (
        with_consents(sharing(REHAB, valid_until=date(2026, 6, 1))),
        COLLEAGUE,
        "called participant",
    ),
    "a unit that has accepted, its consent withdrawn": (
        with_consents(sharing(REHAB, withdrawn_at=NOW)),
        COLLEAGUE,
        "called",
    ),
    "a unit that has accepted, its consent not yet given": (
        with_consents(sharing(REHAB, given_at=NOW + TICK)),
        COLLEAGUE,
        "called",
    ),
    "a unit that has accepted, its consent just given": (
        with_consents(sharing(REHAB, given_at=NOW)),
        COLLEAGUE,
        "called participant",
    ),
    "a unit with one consent ended and one in force": (
        with_consents(sharing(REHAB, valid_until=date(2026, 5, 1)), sharing(REHAB, id=uid(28))),
        COLLEAGUE,
        "called participant",
    ),
    "a called unit that has not answered": (answered(Reply.NONE), COLLEAGUE, "called"),
    "a called unit that has not answered, not let in": (
        answered(Reply.NONE) | with_consents(),
        COLLEAGUE,
        "called",
    ),
    "a called unit that has declined": (answered(Reply.DECLINES), COLLEAGUE, ""),
    "a called unit that has passed the summons on": (answered(Reply.FORWARDED), COLLEAGUE, ""),
    "a called unit that was the wrong one": (answered(Reply.WRONG_RECIPIENT), COLLEAGUE, ""),
    "a unit that has declined once and is called again": (
        answered(Reply.DECLINES, Reply.NONE),
        COLLEAGUE,
        "called",
    ),
    "a unit that has accepted once and is called again": (
        answered(Reply.ATTENDS, Reply.NONE),
        COLLEAGUE,
        "called participant",
    ),
    "a unit in the plan that nobody has called": ({"invitations": ()}, COLLEAGUE, ""),
    "the offered successor": ({"handovers": (handover(),)}, (NURSE_HSA, CLINIC_HSA), "successor"),
    "a successor who has refused": ({"handovers": (handover(refused_at=NOW),)}, (NURSE_HSA, CLINIC_HSA), ""),
    "a successor whose offer was taken back": (
        {"handovers": (handover(withdrawn_at=NOW),)},
        (NURSE_HSA, CLINIC_HSA),
        "",
    ),
    "a colleague of the offered successor": ({"handovers": (handover(),)}, ("SE-P77", CLINIC_HSA), ""),
    "the offered successor at another unit": (
        {"handovers": (handover(),)},
        (NURSE_HSA, LIBRARY_HSA),
        "",
    ),
    "who handed over": (
        {"handovers": (handover(accepted_at=NOW),), "coordinator_id": uid(14)},
        COORDINATING,
        "",
    ),
    "who took over": (
        {"handovers": (handover(accepted_at=NOW),), "coordinator_id": uid(14)},
        (NURSE_HSA, CLINIC_HSA),
        "coordinator",
    ),
    "who has taken over by right": (
        {"takeovers": (takeover(),), "coordinator_id": uid(14)},
        (NURSE_HSA, CLINIC_HSA),
        "coordinator",
    ),
    "from whom the plan was taken over": (
        {"takeovers": (takeover(),), "coordinator_id": uid(14)},
        COORDINATING,
        "",
    ),
    "a unit that was told of the closure": ({"notices": (notice(LIBRARY),)} | WITH_LIBRARY, IN_THE_LIBRARY, ""),
    "a unit that is told of the closure in a moment": (
        {"notices": (notice(LIBRARY, notified_at=NOW + TICK),)} | WITH_LIBRARY,
        IN_THE_LIBRARY,
        "",
    ),
    "a unit beside one that was told of the closure": (
        {"notices": (notice(REHAB),)} | WITH_LIBRARY,
        IN_THE_LIBRARY,
        "",
    ),
    "a stranger of the principal of a coordinator who cannot log in": (
        {"units": (unit(CLINIC, None, PrincipalType.REGION), *established().units[1:])},
        ("SE2329990015-P8", "SE2329990015-WARD"),
        "",
    ),
    "a stranger of the principal of a unit that takes part": (
        {},
        ("SE2329990023-P8", "SE2329990023-WARD"),
        "",
    ),
    "a stranger of the coordinator's principal": ({}, ("SE2329990015-P8", "SE2329990015-WARD"), ""),
    "a stranger": ({}, ("SE2329990031-P8", "SE2329990031-WARD"), ""),
    "a stranger's unit that is in no plan but has a consent": (
        with_consents(sharing(LIBRARY)),
        (NURSE, LIBRARY_HSA),
        "",
    ),
}
MUNICIPALITY = "SE2329990023"  # the principal of the rehabilitation unit and of the library
RELATIONS |= {
    "a unit that has accepted, let in, and blocked": ({"blocks": (block(REHAB_HSA),)}, COLLEAGUE, ""),
    "a unit that has accepted, let in to the mapping, and blocked": (
        with_consents(sharing(REHAB, **MAPPING_TOO)) | {"blocks": (block(REHAB_HSA),)},
        COLLEAGUE,
        "",
    ),
    "a unit whose principal is blocked": ({"blocks": (block(MUNICIPALITY),)}, COLLEAGUE, ""),
    "the main responsible, blocked": ({"blocks": (block(REHAB_HSA),)}, RUNNING, ""),
    "a called unit that has not answered, and is blocked": (
        answered(Reply.NONE) | {"blocks": (block(REHAB_HSA),)},
        COLLEAGUE,
        "",
    ),
    "the offered successor, blocked": (
        {"handovers": (handover(to=uid(12)),), "blocks": (block(REHAB_HSA),)},
        RUNNING,
        "",
    ),
    "a unit that was told of the closure, and is blocked": (
        {"notices": (notice(LIBRARY),), "blocks": (block(LIBRARY_HSA),)} | WITH_LIBRARY,
        IN_THE_LIBRARY,
        "",
    ),
    "a unit whose block is lifted": ({"blocks": (lifted(REHAB_HSA),)}, COLLEAGUE, "called participant"),
    "a unit whose block is lifted, and blocked again": (
        {"blocks": (lifted(REHAB_HSA), block(REHAB_HSA, uid(115)))},
        COLLEAGUE,
        "",
    ),
    "a unit beside one that is blocked": (
        {"blocks": (block(LIBRARY_HSA), block("SE2329990023", uid(115), lifted_at=NOW))},
        COLLEAGUE,
        "called participant",
    ),
    "the coordinator while others are blocked": (
        {"blocks": (block(MUNICIPALITY), block("SE2329990015-WARD", uid(115)))},
        COORDINATING,
        "coordinator",
    ),
    "a stranger of the coordinator's principal, blocked": (
        {"blocks": (block("SE2329990015-WARD"),)},
        ("SE2329990015-P8", "SE2329990015-WARD"),
        "",
    ),
    "a stranger of the coordinator's principal, another of its units blocked": (
        {"blocks": (block("SE2329990015-WARD"), block("SE2329990015-WARDS", uid(115)))},
        ("SE2329990015-P8", "SE2329990015-W"),
        "",
    ),
}
ENDINGS = (ClosingReason.NO_LONGER_NEEDED, ClosingReason.CONSENT_WITHDRAWN, ClosingReason.CONSENT_ENDED)
STATES = [(status, None) for status in PlanStatus if status != "closed"] + [(PlanStatus.CLOSED, why) for why in ENDINGS]


def plan_of(relation: str, status: PlanStatus, why: ClosingReason | None = None) -> Plan:
    return established(status=status, closing_reason=why, closed_at=GIVEN if why else None, **RELATIONS[relation][0])
