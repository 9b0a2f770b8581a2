"""The mapping (kartläggning) on the wire, to staff. The citizen's side has no such schema and may not import this."""

from pydantic import Field

from app.domain.life_area import LifeArea
from app.schemas.base import Wire
from app.schemas.types import HsaId, Id, Instant, Text, Version


class MappingEntryIO(Wire):
    """En iakttagelse under en av de tolv rubrikerna. An observation under one of the twelve headings."""

    life_area: LifeArea = Field(description="Livsområde.", examples=["home"])
    text: Text = Field(examples=["Tre trappor utan hiss."])


class MappingIn(Wire):
    """Hela kartläggningen; ersätter den förra. The whole mapping; replaces the former."""

    situation: Text = Field(examples=["Bor ensam i lägenhet."])
    entries: list[MappingEntryIO] = Field(default_factory=list, max_length=200)


class MappingOut(MappingIn):
    """The newest version of the mapping. Never mirrored to the citizen."""

    plan_id: Id
    version: Version
    written_by: HsaId = Field(examples=["SE2329990015-P000000005001"])
    entered_at: Instant


class MappingVersionOut(Wire):
    """En version av kartläggningen: vem som skrev den och när. A version: who wrote it, and when."""

    version: Version
    written_by: HsaId = Field(examples=["SE2329990015-P000000005001"])
    entered_at: Instant
