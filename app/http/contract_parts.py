"""The parts that every operation of the contract may share: the problems, their schema, links, and header fields.

Each text says it in Swedish and in English. `contract` puts them where they belong.
"""

from typing import Any

from app.http import conditional

Json = dict[str, Any]

PROBLEMS = {
    400: "Anropet går inte att läsa. The request cannot be read.",
    401: "Ingen är inloggad, eller åtkomstintyget håller inte. Nobody is logged in, or the token does not hold.",
    403: "Inom räckhåll men inte för dig; skälet sägs. Within reach but not for you; the reason is given.",
    404: "Finns inte, eller inte för dig: samma svar. Does not exist, or not for you: the same answer.",
    406: "Svaret finns inte i det format som begärs. The answer does not exist in the format asked for.",
    408: "Anropet kom inte fram i tid. The request did not arrive in time.",
    409: "Går inte i planens status, eller lagens krav saknas; lista. Not in this status, or requirements missing.",
    410: "Sparas inte längre; länkarna leder tillbaka. Kept no longer; the links lead back.",
    412: "Ändrat sedan du läste. Changed since you read it.",
    413: "Innehållet är för stort. The body is too large.",
    414: "Adressen är för lång. The address is too long.",
    415: "Innehållet är inte JSON. The body is not JSON.",
    422: "Läsbart men inte tillåtet; listan säger var. Readable but not allowed; the list says where.",
    428: "If-Match saknas. If-Match is missing.",
    429: "För många anrop; försök igen efter Retry-After. Too many requests; retry after Retry-After.",
    431: "Fälten i huvudet är för stora. The header fields are too large.",
    500: "Ett fel hos oss; inget är ändrat. A fault of ours; nothing is changed.",
    503: "Upptaget eller nere; försök igen efter Retry-After. Busy or down; retry after Retry-After.",
}
ALWAYS = (400, 406, 414, 422, 429, 431, 500, 503)
GUARDED = (401, 403)
WITH_BODY = (408, 413, 415)
WRITING = (409,)
CONDITIONAL = (412, 428)

# What a GET declares that answers with a tag: the rest of it, and the field that asks, are added here.
UNCHANGED: dict[int | str, Json] = {304: {"description": "Oförändrat sedan du läste. Unchanged since you read it."}}
# What a list declares whose way back ends with time.
GONE: dict[int | str, Json] = {410: {"description": PROBLEMS[410]}}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Taggen från förra svaret. The tag of the last answer.",
    "schema": {"type": "string", "pattern": conditional.PATTERN},
    "example": '"3"',
}
PROBLEM: Json = {
    "type": "object",
    "description": "Ett problem enligt RFC 9457. A problem by RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "En sida som förklarar. A page that explains."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "urn:trace: och spårets id. urn:trace: and the trace id."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": (
                            "JSON-pekare in i innehållet; för en parameter eller ett huvud dess namn. "
                            "A JSON pointer into the body; of a parameter or a header its bare name."
                        ),
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "example": {
        "type": "https://sip.example.se/problems/not-found",
        "title": "Finns inte",
        "status": 404,
        "detail": "Det finns inget här.",
        "instance": "urn:trace:4bf92f3577b34da6a3ce929d0e0e4736",
    },
}
LINK: Json = {
    "type": "object",
    "description": "En länk. A link description object.",
    "required": ["href", "rel", "method"],
    "properties": {
        "href": {"type": "string", "format": "uri"},
        "rel": {"type": "string", "description": "IANA-relation."},
        "method": {"type": "string"},
    },
    "example": {"href": "https://sip.example.se/", "rel": "self", "method": "GET"},
}
LINKS: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
META: Json = {
    "type": "object",
    "required": ["totalRecords", "page", "limit", "count"],
    "properties": {name: {"type": "integer"} for name in ("totalRecords", "page", "limit", "count")},
    "example": {"totalRecords": 1, "page": 1, "limit": 20, "count": 1},
}
BEARER: Json = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "RFC 9068, at+jwt; bundet till klienten (RFC 9449, RFC 8705) om utfärdaren kräver det. "
    "Bound to the client where the issuer asks for it.",
}
ENDING: Json = {
    "Deprecation": {"description": "Sedan när. Since when (RFC 9745).", "schema": {"type": "string"}},
    "Sunset": {"description": "Kan vara borta från. May be gone from (RFC 8594).", "schema": {"type": "string"}},
    "Link": {"description": "Efterträdaren. What takes its place.", "schema": {"type": "string"}},
}
TRACEPARENT: Json = {
    "name": "traceparent",
    "in": "header",
    "required": False,
    "description": "W3C Trace Context; ett felaktigt värde bortses från. A malformed value is ignored.",
    "schema": {"type": "string"},
    "example": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
}
