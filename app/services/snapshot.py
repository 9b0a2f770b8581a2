"""A plan value written out for its history, as objects and lists. Of the person only her id: a copy of her row in every
version would outlive its erasure.
"""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from app.domain.plan import Plan


@cache
def _members(kind: type) -> tuple[str, ...] | None:
    """The names of a value's members; None for what is no value but a member."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def _written_out(value: Any) -> Any:
    """Values and their parts as objects and lists; `dataclasses.asdict` would copy every leaf, at great cost."""
    members = _members(type(value))
    if members is not None:
        return {name: _written_out(getattr(value, name)) for name in members}
    return [_written_out(one) for one in value] if isinstance(value, tuple) else value


def snapshot(plan: Plan) -> dict[str, Any]:
    written: dict[str, Any] = _written_out(plan)
    return written | {"person": plan.person.id}
