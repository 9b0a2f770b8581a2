"""What a field is called, or why a change of it is not told; and the names that many kinds of parts share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """The field's name. `new` is the Swedish word for a new one (ny, nytt, nya), empty where "new" says nothing.

    `refers` is the collection that its ids point into. The value of a field that `flows` follows without a colon.
    """

    sv: str
    en: str
    new: str = ""
    refers: str = ""
    flows: bool = False


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    why: str


ENTRY = Bookkeeping("when and how often something was entered stands in the list of versions")
NUMBER = Bookkeeping("a personnummer is never told, and neither is that it has changed")
STAFF_NUMBER = Bookkeeping("staff are called by name; their numbers say nothing")
SOURCE = Bookkeeping("the identifiers of source systems say nothing to a person")
WITH_ITS_PARTS = Bookkeeping("each of its parts is compared by itself")

PART = {"id": Bookkeeping("it names the part and never changes"), "version": ENTRY, "entered_at": ENTRY}
WITHHELD = Field("undanhållet för den enskilde", "withheld from the person")
CITIZEN_TEXT = Field("text till den enskilde", "text for the person", "ny")
REASON = Field("skäl", "reason", "nytt")
ATTENDEES = Field("närvarande", "attendees", "nya", "participants")


def participant(sv: str, en: str) -> Field:
    """A field that names a participant."""
    return Field(sv, en, "ny", "participants")


def unit(sv: str, en: str) -> Field:
    return Field(sv, en, "ny", "units")
