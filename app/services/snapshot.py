"""A plan value written out for its history, as objects and lists. Of the person only her id, and nobody's number:
copies in every version would outlive the rotation of its key, and her erasure.
"""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from app.domain.plan import Plan
from app.repositories.history import IN_ROWS


@cache
def _members(kind: type) -> tuple[str, ...] | None:
    """The names of a value's members, without its numbers; None for what is no value but a member."""
    return tuple(one.name for one in fields(kind) if one.name not in IN_ROWS) if is_dataclass(kind) else None


def _written_out(value: Any) -> Any:
    """Values and their parts as objects and lists; `dataclasses.asdict` would copy every leaf, at great cost."""
    members = _members(type(value))
    if members is not None:
        return {name: _written_out(getattr(value, name)) for name in members}
    return [_written_out(one) for one in value] if isinstance(value, tuple) else value


def snapshot(plan: Plan) -> dict[str, Any]:
    written: dict[str, Any] = _written_out(plan)
    return written | {"person": plan.person.id}
