"""How a plan is answered to staff: whole, and in a list."""

from typing import Any

from app.domain.plan import PARTS, Plan
from app.schemas.journal.intervention import StatusOut
from app.schemas.journal.note import NoteOut
from app.schemas.journal.participant import ParticipantOut
from app.schemas.journal.plan import PersonOut, PlanOut, SourceIO
from app.services.consents import CONSENTS
from app.services.deviations import DEVIATIONS
from app.services.follow_ups import FOLLOW_UPS
from app.services.goals import GOALS
from app.services.handovers import HANDOVERS
from app.services.interventions import INTERVENTIONS
from app.services.meetings import MEETINGS
from app.services.notices import NOTICES
from app.services.summonses import SUMMONSES
from app.services.units import UNITS
from app.services.work import Work

# Invitations are answered inside their summons.
VIEWS: dict[str, Any] = {
    resource.collection: resource.view
    for resource in (
        *(UNITS, CONSENTS, SUMMONSES, MEETINGS, GOALS, INTERVENTIONS, FOLLOW_UPS, DEVIATIONS, HANDOVERS, NOTICES),
    )
} | {
    "participants": lambda plan, part, work: ParticipantOut.model_validate(part),
    "intervention_statuses": lambda plan, part, work: StatusOut.model_validate(part),
    "notes": lambda plan, part, work: NoteOut.model_validate(part),
}

if VIEWS.keys() != PARTS.keys() - {"invitations"}:
    raise RuntimeError("a kind of part without a view would be stored and never answered")


def whole(plan: Plan, work: Work) -> PlanOut:
    """The whole plan but the mapping. Two due times are computed: the summons after discharge, the documentation."""
    names = [name for name in PlanOut.model_fields if name not in PARTS and hasattr(plan, name)]
    values = {name: getattr(plan, name) for name in names if name != "person"}
    return PlanOut(
        **values | {"legal_bases": list(plan.legal_bases)},
        person=PersonOut(
            personnummer=work.keys.open(plan.person.sealed_number),
            name=plan.person_name,
            protected_identity=plan.protected_identity,
        ),
        source=SourceIO(system=plan.source_system, id=plan.source_id)
        if plan.source_system and plan.source_id
        else None,
        **{name: [view(plan, part, work) for part in getattr(plan, name)] for name, view in VIEWS.items()},
    )
