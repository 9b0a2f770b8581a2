"""Units and other actors of a plan."""

from sqlalchemy import Column, String, Text

from app.domain.unit import PrincipalType
from app.models.base import choice, part_table

unit = part_table(
    "unit",
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("hsa_id", String(64)),
    Column("principal_type", choice(PrincipalType), nullable=False),
    Column("principal_name", Text, nullable=False),
    Column("principal_org_number", String(64)),
)
