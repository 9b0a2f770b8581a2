"""Samples of the audit log (stickprov): the record that checks were made, and a draw that nobody chooses.

PDL 2008:355 4 kap. 3 §, HSLF-FS 2016:40 4 kap. 9 §: the checks are systematic, come again, and are documented. Which
entries are drawn follows from the root of the log's newest checkpoint, which nobody knew when the entries were made,
and from the sample's own id, which the service makes when it is asked: whoever asks cannot reckon beforehand which
period would draw what she wants, or leave it out. Whoever has both draws the same again.
"""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from app.domain.contents.asking import ENDS_BEFORE
from app.domain.personnummer import mentioned_in
from app.domain.refusal import Conflict, Finding, Invalid
from app.domain.rule import Rule

MOST = 200
NOT_SEALED_YET = Rule(
    "not-sealed-yet",
    "Loggen är inte förseglad till periodens slut; välj en period som slutar tidigare, eller vänta.",
    "The log is not sealed up to the end of the period; choose one that ends earlier, or wait.",
    "decided",
)
SAYS_WHAT = Rule(
    "says-what",
    "När något ska följas upp anges vad.",
    "When something is to be followed up, it is said what.",
    "HSLF-FS 2016:40 4:9",
)
NO_PATIENT_DATA = Rule(
    "no-patient-data",
    "Texten ska inte innehålla personnummer.",
    "The text must not contain a personal identity number.",
    "decided",
)


class SampleOutcome(StrEnum):
    NOTHING_FOUND = "nothing_found"
    TO_BE_FOLLOWED_UP = "to_be_followed_up"


def require_period(since: datetime, until: datetime, closed_until: datetime | None) -> None:
    """A period that cannot get more entries: otherwise the same draw would not be the same tomorrow."""
    if since >= until:
        raise Invalid(ENDS_BEFORE, Finding(ENDS_BEFORE, "/to"))
    if closed_until is None or until > closed_until:
        raise Conflict(NOT_SEALED_YET)


def require_outcome(outcome: SampleOutcome, text: str | None) -> None:
    if outcome is SampleOutcome.TO_BE_FOLLOWED_UP and text is None:
        raise Invalid(SAYS_WHAT, Finding(SAYS_WHAT, "/text"))
    if text is not None and mentioned_in(text):
        raise Invalid(NO_PATIENT_DATA, Finding(NO_PATIENT_DATA, "/text"))


def drawn(root: str, sample_id: UUID, population: int, size: int) -> list[int]:
    """Different places among `population` entries in the order of their ids, the first is 0; all, if they are few.

    Place by place SHA-256 of the root (64 hexadecimal digits), the sample's id (as it is written, with hyphens) and a
    number, from 0 on, with a space between them, as one whole number modulo `population`; one that has come already is
    passed over.
    """
    wanted = min(size, population)
    found: dict[int, None] = {}
    number = 0
    while len(found) < wanted:
        found.setdefault(int.from_bytes(sha256(f"{root} {sample_id} {number}".encode()).digest()) % population)
        number += 1
    return list(found)
