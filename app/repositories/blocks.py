"""Whom she has blocked (spärr), asked in a query that reads no plan: they hear nothing, not even of their own no."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists

from app.domain.blocking import names_of
from app.models.block import block


def shuts_out(plan_id: UUID, unit: str) -> ColumnElement[bool]:
    """Whether a block in force in that plan is of the unit with that HSA-id."""
    in_force = (block.c.plan_id == plan_id, block.c.lifted_at.is_(None))
    return exists().where(*in_force, block.c.hsa_id.in_(names_of(unit)))
