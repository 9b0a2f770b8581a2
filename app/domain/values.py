"""What a single value on the wire is refused for; the schemas' types name these rules by id."""

from unicodedata import category

from app.domain.rule import Rule

# Letters and symbols by their category, with nothing to be seen of them: Hangul's fillers and Braille's blank.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")

NOT_AN_INSTANT = Rule(
    "not-an-instant",
    "Ska vara en tidpunkt enligt RFC 3339 med tidszon, till exempel 2026-03-03T10:15:00Z.",
    "Must be an RFC 3339 date-time with its offset, such as 2026-03-03T10:15:00Z.",
    "RFC 3339 5.6",
)
NOT_A_DAY = Rule(
    "not-a-day",
    "Ska vara en dag, till exempel 2026-04-17.",
    "Must be a day, such as 2026-04-17.",
    "RFC 3339 5.6",
)
NOT_AN_ID = Rule("not-an-id", "Ska vara ett UUID med bindestreck.", "Must be a UUID with hyphens.", "RFC 9562 4")
NOT_A_PRINCIPAL = Rule(
    "not-a-principal",
    "Ska vara region eller kommun.",
    "Must be the region or the municipality.",
    "HSL 16:4, SoL 10:9",
)
EMPTY_TEXT = Rule("empty-text", "Texten är tom.", "The text is empty.")
CLOSING_REASON = Rule(
    "closing-reason",
    "Skäl anges när planen avslutas, och bara då.",
    "A reason is given when the plan is closed, and only then.",
    "Riktlinje SIP",
)
REASON_OF_THE_SERVICE = Rule(
    "reason-of-the-service",
    "Skälet sätts av tjänsten, när ett samtycke återkallas eller upphör.",
    "That reason is set by the service, when a consent is withdrawn or ends.",
)
NOT_FOR_THIS_STEP = Rule(
    "not-for-this-step",
    "Uppgiften hör inte till det steget.",
    "That member does not belong to this step.",
)
RELEASE_WHEN_ESTABLISHING = Rule(
    "release-when-establishing",
    "Frisläppande kan beslutas i samma steg bara när planen upprättas.",
    "The release can be decided in the same step only when the plan is established.",
)


def is_said(text: str) -> bool:
    """Whether there is anything to be seen in it: a letter, a digit, a mark of punctuation or a symbol.

    Blanks, controls, what has no width, and accents that stand on nothing say nothing to whoever reads them.
    """
    return any(category(one)[0] in "LNPS" and one not in _BLANK for one in text)
