"""Exceptions from the age limits (undantag från åldersgränserna) on the wire."""

from pydantic import Field

from app.domain.age_exception import AgeExceptionKind
from app.schemas.base import PartOut, Wire
from app.schemas.types import Day, Flag, Id, Instant, Text


class AgeExceptionIn(Wire):
    """Ett beslut för ett barn: vårdnadshavare läser från 13 år, eller inte alls, eller barnet läser själv före 16 år.

    A decision for one child: a guardian reads from 13, or not at all, or the child reads herself before 16.
    """

    kind: AgeExceptionKind = Field(examples=["reads_own"])
    representation_id: Id | None = Field(
        None, description="Vilken vårdnadshavare; annars ingen. Which guardian.", examples=[None]
    )
    since: Day = Field(description="Första dagen, svensk tid. The first day, in Sweden.")
    until: Day | None = Field(None, description="Sista dagen. The last day.", examples=[None])
    reason: Text = Field(examples=["Barnet är moget att läsa själv."])
    decided_by_id: Id = Field(description="Vem som beslutade. Who decided.")


class AgeExceptionOut(PartOut, AgeExceptionIn):
    """An exception as it stands; a revoked one stays, marked."""

    ended_at: Instant | None = Field(None, examples=[None])
    ended_by_id: Id | None = Field(None, examples=[None])
    end_reason: Text | None = Field(None, examples=[None])
    in_force: Flag = Field(description="Gäller det nu. Whether it holds now.", examples=[True])
