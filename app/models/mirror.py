"""What is published to citizens (det som speglas): ready-made bytes, found by person and time. Written by one door.

The citizen's side reads these four tables and nothing else of what the record systems have written. A copy whose
`fingerprint` is not that of the present ledger is never served.
"""

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Uuid

from app.models.base import UtcDateTime, metadata

mirrored_plan = Table(
    "mirrored_plan",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("person_key", String(64), nullable=False, index=True),
    Column("visible_since", UtcDateTime, nullable=False),
    Column("visible_until", UtcDateTime),
    Column("fingerprint", String(64), nullable=False),
    Column("etag", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    schema="mirror",
)

mirrored_consents = Table(
    "mirrored_consents",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("person_key", String(64), nullable=False, index=True),
    Column("visible_since", UtcDateTime, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("etag", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    schema="mirror",
)

mirrored_summonses = Table(
    "mirrored_summonses",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("person_key", String(64), nullable=False, index=True),
    Column("visible_since", UtcDateTime, nullable=False),
    Column("visible_until", UtcDateTime),
    Column("fingerprint", String(64), nullable=False),
    Column("etag", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
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
