"""What every document on the wire shares: camelCase names, nothing unknown, and links.

`_links` and `_meta` stand beside the named document, not in it: the national profile's names have no underscore.
"""

from copy import copy
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.alias_generators import to_camel

from app.schemas.types import Id, Instant, Version


class Wire(BaseModel):
    """A document. Unknown members are refused; values are never echoed in errors."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        from_attributes=True,
        hide_input_in_errors=True,
        frozen=True,
    )


class PartOut(Wire):
    """What every part of a plan answers with."""

    id: Id
    version: Version = Field(description="Delens version, att ange i If-Match. The part's version, for If-Match.")
    entered_at: Instant = Field(description="När det registrerades. When it was entered.")


def _without_default(schema: dict[str, Any]) -> None:
    """An absent member of a patch means "as it was"; it has no default to show."""
    for member in schema.get("properties", {}).values():
        member.pop("default", None)


def patch_of(model: type[Wire], *names: str) -> type[Wire]:
    """The merge patch (RFC 7396) of a document: the named members, each of its own type, each optional."""
    members: dict[str, Any] = {}
    for name in names:
        info = copy(model.model_fields[name])
        info.default, info.default_factory = None, None
        members[name] = (info.annotation, info)
    return create_model(
        model.__name__.removesuffix("In").removesuffix("Change") + "Patch",
        __base__=Wire,
        __doc__=f"JSON Merge Patch (RFC 7396): {', '.join(to_camel(name) for name in names)}.",
        __cls_kwargs__={"json_schema_extra": _without_default},
        **members,
    )
