"""What record systems called the plans that have been erased: a keyed digest of each id, and nothing else. Only ever
added to.

It says of an id that is asked for whether it stood for such a plan, and nobody can read from it which ids did, or whose
plan it was.
"""

from sqlalchemy import Column, String, Table

from app.models.base import metadata

erased_source = Table(
    "erased_source",
    metadata,
    Column("digest", String(64), primary_key=True),
    schema="audit",
)
