"""The mapping (kartläggning): the person's whole situation, and an entry under each of the twelve headings.

Only the coordinator writes it, participants whose consent covers it read it, and it is NEVER mirrored to the citizen.
It is no part of the `Plan` value on purpose: what projects, versions or announces a plan has no mapping in its hands.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.life_area import LifeArea


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingEntry:
    """One observation under one heading; a heading may have several."""

    life_area: LifeArea
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Replaced whole, each time as a new version; older versions are kept."""

    plan_id: UUID
    version: int
    situation: str
    entries: tuple[MappingEntry, ...]
    written_by: str
    entered_at: datetime
