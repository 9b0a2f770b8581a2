"""Samples of the audit log on the wire: what is asked for, what was drawn, what was found."""

from typing import Annotated

from pydantic import Field, StrictInt, StringConstraints

from app.domain.sampling import MOST, SampleOutcome
from app.schemas.base import Wire
from app.schemas.journal.audit import AuditEntryOut
from app.schemas.types import HsaId, Id, Instant, Text

Size = Annotated[StrictInt, Field(ge=1, le=MOST, examples=[20])]
Root = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$"), Field(examples=["9a" * 32])]


class AuditSampleRoot(Wire):
    """What is asked for, and stands in the record."""

    since: Instant = Field(alias="from", description="Från och med. From.")
    until: Instant = Field(alias="to", description="Till, inte med. Up to, not included.")
    unit: HsaId | None = Field(None, description="Bara den enheten. That unit only.")
    size: Size = Field(description="Hur många poster. How many entries.")


class AuditSampleIn(AuditSampleRoot):
    """Ett stickprov att dra. A sample to draw."""


class SampleOutcomeIn(Wire):
    """Vad granskningen visade, utan patientuppgifter. What the check has shown, without patient data."""

    outcome: SampleOutcome = Field(examples=["nothing_found"])
    text: Text | None = Field(None, examples=["Alla tillhörde planens enheter."])


class SampleOutcomeOut(SampleOutcomeIn):
    """Ett utfall; de tidigare finns kvar. One outcome; the earlier ones stay."""

    at: Instant
    person: HsaId = Field(description="Den som granskade. Who checked.")


class AuditSampleOut(AuditSampleRoot):
    """Ett stickprov; dragningen följer av `root` och `id`. One sample; the draw follows from `root` and `id`."""

    id: Id
    drawn_at: Instant
    drawn_by: HsaId
    population: int = Field(description="Poster att dra ur. Entries to draw from.", examples=[1873])
    checkpoint: int = Field(examples=[4711])
    root: Root
    outcomes: list[SampleOutcomeOut]


class AuditSampleWholeOut(AuditSampleOut):
    """Ett stickprov med de poster som drogs. One sample with the entries that were drawn."""

    entries: list[AuditEntryOut]
    no_longer_kept: int = Field(description="Dragna poster som har gallrats. Drawn and pruned since.", examples=[0])
