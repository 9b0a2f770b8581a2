"""A unit's own agreed interventions (överenskomna insatser) on the wire, ready for its own record system."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.journal.intervention import InterventionOut
from app.schemas.types import Id, Version


class AgreedOut(Wire):
    """Enhetens egna insatser, som text att journalföra och som data. The unit's own, as a text and as data."""

    plan_id: Id
    version: Version
    unit_id: Id
    text: str = Field(
        examples=[
            "Samordnad individuell plan, upprättad 2026-03-06, version 31.\nEnhetens överenskomna insatser:\n"
            "1. Trygghetslarm (planerad). Mål: Hemmet är tryggt att röra sig i.\nNästa uppföljning 2026-04-17."
        ]
    )
    interventions: list[InterventionOut]
