"""What is published to citizens (det som speglas): ready-made bytes, found by person and time. Written by one door.

The citizen's side reads these six tables and nothing else of what the record systems have written. A copy whose
`fingerprint` is not that of the present ledger is never served. `visible_since` is from when she is shown it herself,
`represented_since` from when those who read for her (`mirrored_reader`) may be; null: never.
"""

from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Uuid

from app.domain.representation import RepresentativeKind
from app.models.base import Json, UtcDateTime, choice, metadata


def _copies(name: str, *ends: Column[Any]) -> Table:
    """One copy of each plan that has any."""
    return Table(
        name,
        metadata,
        Column("plan_id", Uuid, primary_key=True),
        Column("person_key", String(64), nullable=False, index=True),
        Column("visible_since", UtcDateTime, nullable=False),
        Column("represented_since", UtcDateTime),
        *ends,
        Column("fingerprint", String(64), nullable=False),
        Column("etag", String(64), nullable=False),
        Column("body", LargeBinary, nullable=False),
        schema="mirror",
    )


mirrored_plan = _copies("mirrored_plan", Column("visible_until", UtcDateTime))
# What she has consented to is never taken out of her own sight by time.
mirrored_consents = _copies("mirrored_consents")
mirrored_summonses = _copies("mirrored_summonses", Column("visible_until", UtcDateTime))

# Who reads for somebody else, of one plan, from `since` until `until`; with nothing in its `scope`, who is shut out,
# whatever her other rows say, which know nothing of it: their ends are told her. Time decides at the read.
mirrored_reader = Table(
    "mirrored_reader",
    metadata,
    Column("representation_id", Uuid, primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("until", UtcDateTime),
    Column("plan_id", Uuid, nullable=False, index=True),
    Column("reader_key", String(64), nullable=False, index=True),
    Column("person_key", String(64), nullable=False),
    Column("kind", choice(RepresentativeKind), nullable=False),
    Column("scope", Json, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    schema="mirror",
)

# A number that a person no longer has, and the one that she had after it: the old one shows nothing more. Both this and
# the next are kept of somebody who is erased, for as long as the log has entries about her (`repositories.pseudonyms`).
mirrored_number = Table(
    "mirrored_number",
    metadata,
    Column("former_key", String(64), primary_key=True),
    Column("person_key", String(64), nullable=False, index=True),
    schema="mirror",
)

# Whether places and units may be named to her in her list of accesses. No row means no.
mirrored_person = Table(
    "mirrored_person",
    metadata,
    Column("person_key", String(64), primary_key=True),
    Column("protected", Boolean, nullable=False),
    schema="mirror",
)
