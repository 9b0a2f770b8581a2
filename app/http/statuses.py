"""Which status each class of refusal has, which rule stands for a bare status, and what a status is called.

Only tables; `http.problems` reads them.
"""

from app.domain.refusal import (
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    Refusal,
    Stale,
    Unauthenticated,
    Unavailable,
    Unconditional,
    Unreachable,
)
from app.domain.rule import Rule
from app.http import rules

STATUSES: dict[type[Refusal], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    Unreachable: 404,
    Conflict: 409,
    Stale: 412,
    Invalid: 422,
    Unconditional: 428,
    Unavailable: 503,
}
# What is said when only the status is known.
EDGE: dict[int, Rule] = {
    400: rules.MALFORMED,
    404: rules.NOT_FOUND,
    405: rules.METHOD_NOT_ALLOWED,
    406: rules.NOT_ACCEPTABLE,
    408: rules.TOO_SLOW,
    413: rules.TOO_LARGE,
    414: rules.URL_TOO_LONG,
    415: rules.UNSUPPORTED_MEDIA,
    422: rules.INVALID,
    429: rules.TOO_MANY,
    431: rules.HEADERS_TOO_LARGE,
    500: rules.INTERNAL,
    503: rules.UNAVAILABLE,
}
# Swedish, English.
TITLES: dict[int, tuple[str, str]] = {
    400: ("Oläsligt anrop", "Malformed request"),
    401: ("Inte inloggad", "Not logged in"),
    403: ("Inte tillåtet", "Forbidden"),
    404: ("Finns inte", "Not found"),
    405: ("Metoden finns inte", "Method not allowed"),
    406: ("Formatet finns inte", "Not acceptable"),
    408: ("För långsamt", "Request timeout"),
    409: ("Går inte i det här läget", "Conflict"),
    410: ("Finns inte längre", "Gone"),
    412: ("Inaktuell version", "Precondition failed"),
    413: ("För stort", "Content too large"),
    414: ("För lång adress", "URI too long"),
    415: ("Formatet tas inte emot", "Unsupported media type"),
    422: ("Otillåtet värde", "Invalid value"),
    428: ("If-Match saknas", "Precondition required"),
    429: ("För många anrop", "Too many requests"),
    431: ("För stort huvud", "Headers too large"),
    500: ("Internt fel", "Internal error"),
    503: ("Inte tillgänglig just nu", "Unavailable"),
}
