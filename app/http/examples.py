"""Whole examples, put together from the examples of the fields, so that no operation's example can lag its schema."""

from typing import Any

Json = dict[str, Any]


def example(schema: Json, schemas: Json) -> Any:
    """An example of a JSON schema: its own, or one made of its members'."""
    for key in ("example", "const"):
        if key in schema:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "anyOf" in schema or "allOf" in schema:
        return example((schema.get("anyOf") or schema["allOf"])[0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: example(member, schemas) for name, member in schema.get("properties", {}).items()}
        case "array":
            return [example(schema["items"], schemas)]
        case "boolean":
            return False
        case "integer":
            return 1
        case "null":
            return None
        case _:
            return "text"
