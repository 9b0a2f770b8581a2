"""The edge's own rules, and the catalogue of every rule that the service can answer with.

Rules of SIP stand in `app.domain`, rules of one mechanism beside it; here are those that belong to HTTP as such.
What never lives here: statuses (`http.statuses`), and sentences with a place for a value in them.
"""

import importlib
import pkgutil
from functools import cache

from app import domain
from app.domain.policy import OUT_OF_REACH
from app.domain.rule import Rule

# The same rule for what is out of reach and for what never was: a caller must not see the difference.
NOT_FOUND = OUT_OF_REACH
MALFORMED = Rule("malformed-request", "Anropet går inte att läsa.", "The request cannot be read.", "RFC 9110 15.5.1")
REFUSED = Rule("refused", "Anropet tas inte emot.", "The request is not accepted.", "RFC 9110 15.5")
INVALID = Rule(
    "invalid-request",
    "Något i anropet är inte tillåtet; listan säger vad.",
    "Something in the request is not allowed; the list says what.",
    "RFC 9110 15.5.21",
)
UNKNOWN_PARAMETER = Rule(
    "unknown-parameter", "Det finns ingen sådan parameter här.", "There is no such parameter here."
)
REPEATED_PARAMETER = Rule("repeated-parameter", "Parametern får anges en gång.", "The parameter may be given once.")
METHOD_NOT_ALLOWED = Rule(
    "method-not-allowed",
    "Metoden finns inte för den här adressen; fältet Allow räknar upp dem som finns.",
    "This address does not have that method; the Allow field lists those it has.",
    "RFC 9110 15.5.6",
)
NOT_ACCEPTABLE = Rule(
    "not-acceptable",
    "Svaret finns inte i något av de format som Accept godtar.",
    "The answer does not exist in any of the formats that Accept takes.",
    "RFC 9110 15.5.7",
)
TOO_SLOW = Rule(
    "request-timeout",
    "Anropet kom inte fram i tid.",
    "The request did not arrive in time.",
    "RFC 9110 15.5.9",
)
BODY_INCOMPLETE = Rule(
    "body-incomplete", "Anropets innehåll kom inte fram helt.", "The body did not arrive whole.", "RFC 9112 8"
)
TOO_LARGE = Rule("body-too-large", "Anropets innehåll är för stort.", "The body is too large.", "RFC 9110 15.5.14")
URL_TOO_LONG = Rule("url-too-long", "Adressen är för lång.", "The address is too long.", "RFC 9110 15.5.15")
UNSUPPORTED_MEDIA = Rule(
    "unsupported-media-type",
    "Innehållet ska vara JSON i UTF-8, utan komprimering, och sägas vara det i Content-Type.",
    "The body must be JSON in UTF-8, not compressed, and be declared so in Content-Type.",
    "RFC 9110 15.5.16",
)
TOO_MANY = Rule(
    "too-many-requests",
    "För många anrop; vänta och försök igen.",
    "Too many requests; wait, then try again.",
    "RFC 6585 4",
)
HEADERS_TOO_LARGE = Rule(
    "headers-too-large", "Anropets huvud är för stort.", "The headers are too large.", "RFC 6585 5"
)
INTERNAL = Rule(
    "internal-error",
    "Något gick fel hos oss. Uppge spår-id:t i instance om du hör av dig.",
    "Something went wrong on our side. Quote the trace id in instance if you contact us.",
    "RFC 9110 15.6.1",
)
UNAVAILABLE = Rule(
    "unavailable",
    "Tjänsten är upptagen eller når inte sin databas; försök igen.",
    "The service is busy or cannot reach its database; try again.",
    "RFC 9110 15.6.4",
)
ONE_HOST = Rule(
    "one-host",
    "Anropet ska ha exakt ett Host-fält.",
    "The request must have exactly one Host field.",
    "RFC 9112 3.2",
)
REPEATED_FIELD = Rule(
    "repeated-field",
    "Ett fält som får förekomma en gång förekommer flera gånger i anropets huvud.",
    "A field that may occur once occurs several times in the headers.",
    "RFC 9110 5.3",
)


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by its id: the module-level constants of `app.domain` and of this package.

    Raises if two rules claim one id, which a test meets before an operator does.
    """
    found: dict[str, Rule] = {}
    for package in (domain, importlib.import_module(__package__)):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for thing in vars(importlib.import_module(module.name)).values():
                if isinstance(thing, Rule) and found.setdefault(thing.id, thing) is not thing:
                    raise RuntimeError(f"two rules have the id {thing.id}")
    return dict(sorted(found.items()))
