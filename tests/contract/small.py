"""A small contract, and its places: what would break it, and what is added to it, is tried by changing them."""

from collections.abc import Callable
from typing import Any

from tests.contract.profile import Json

SMALL: Json = {
    "security": [{"bearer": []}],
    "components": {
        "schemas": {
            "Colour": {"type": "string", "enum": ["red", "blue"]},
            "Thing": {
                "type": "object",
                "required": ["id", "name", "parts"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "name": {"type": "string"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
            },
            "ThingIn": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "count": {"type": "integer", "minimum": 0, "maximum": 9},
                    "labels": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
                    "label": {"type": "string", "default": "none"},
                },
            },
        },
        "responses": {"404": {"description": "", "content": {"application/problem+json": {"schema": {}}}}},
    },
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "parameters": [
                    {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "default": 20}},
                    {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {
                            "application/json": {
                                "schema": {
                                    "allOf": [
                                        {"$ref": "#/components/schemas/Thing"},
                                        {"type": "object", "properties": {"_links": {"type": "array", "items": {}}}},
                                    ]
                                }
                            }
                        },
                    },
                    "404": {"$ref": "#/components/responses/404"},
                },
            },
            "post": {
                "operationId": "addThing",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/ThingIn"}},
                        "application/merge-patch+json": {"schema": {"$ref": "#/components/schemas/ThingIn"}},
                    }
                },
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            },
        },
        "/about": {"get": {"operationId": "getAbout", "security": [], "responses": {"204": {}}}},
    },
}
Change = Callable[[Json], Any]


def inside(document: Json, *path: Any) -> Any:
    for step in path:
        document = document[step]
    return document


def get(document: Json) -> Json:
    return inside(document, "paths", "/things", "get")  # type: ignore[no-any-return]


def post(document: Json) -> Json:
    return inside(document, "paths", "/things", "post")  # type: ignore[no-any-return]


def sent(document: Json) -> Json:
    return inside(document, "components", "schemas", "ThingIn", "properties")  # type: ignore[no-any-return]


def told(document: Json) -> Json:
    return inside(document, "components", "schemas", "Thing", "properties")  # type: ignore[no-any-return]


def schema(document: Json, name: str) -> Json:
    return inside(document, "components", "schemas", name)  # type: ignore[no-any-return]


def limit(document: Json) -> Json:
    return inside(get(document), "parameters", 0)  # type: ignore[no-any-return]


def parameter(name: str, required: bool) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}
