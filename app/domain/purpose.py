"""Purposes of use (ändamål) in plain words: the one closed list of what a person is told of why her plan was read.

An entry of the log keeps what the token stated (composed, NFC), or what the service calls its own work. What she
reads is put in words here (PDL 2008:355 8 kap. 5 §, HSLF-FS 2016:40 4 kap. 9 §): a code tells her nothing, and what
somebody has written freely could tell too much. A purpose that is not in the list is told by one sentence.
"""

from enum import StrEnum

from app.domain.wording.words import Words


class OwnPurpose(StrEnum):
    """Why the service itself does something to a plan, as its entries say; a decision's number may follow."""

    CONSENT_ENDED = "consent ended"
    NUMBER_CHANGED = "number changed"
    DESTROYED = "Förstöring enligt beslut"
    THINNED = "Gallring"
    ERASURE_SOUGHT = "Inför radering"


_CARE = Words("Vård och behandling", "Care and treatment")
_EMERGENCY = Words("Vård i en nödsituation", "Care in an emergency")

# What a token may state: the words of the national catalogue and log standard, and the codes of the national contracts.
STATED: dict[str, Words] = {
    "Vård och behandling": _CARE,
    "TREAT": _CARE,
    "Nödöppning": _EMERGENCY,
    "ETREAT": _EMERGENCY,
    "PATRQT": Words("Den som planen gäller har bett om det", "The person whom the plan is about has asked for it"),
    "Kvalitetssäkring": Words(
        "Kontroll av att arbetet håller god kvalitet", "Checking that the work is of good quality"
    ),
    "Annan dokumentation enligt lag": Words("Dokumentation som lagen kräver", "Documentation that the law requires"),
    "Statistik": Words("Statistik om verksamheten", "Statistics about the work"),
    "Administration": Words("Administration av vården eller omsorgen", "Administration of the care"),
    "Kvalitetsregister": Words("Uppgifter till ett kvalitetsregister", "Information for a quality register"),
}
OWN: dict[OwnPurpose, Words] = {
    OwnPurpose.CONSENT_ENDED: Words(
        "Tjänsten avslutade planen, eftersom samtycket inte längre gällde",
        "The service closed the plan, as the consent was no longer in force",
    ),
    OwnPurpose.NUMBER_CHANGED: Words(
        "Tjänsten uppdaterade planen, eftersom personens nummer ändrades",
        "The service updated the plan, as the person's number was changed",
    ),
    OwnPurpose.DESTROYED: Words(
        "Planen förstördes enligt ett beslut av Inspektionen för vård och omsorg",
        "The plan was destroyed by a decision of the Health and Social Care Inspectorate",
    ),
    OwnPurpose.THINNED: Words(
        "Planen gallrades, eftersom den inte längre behöver sparas",
        "The plan was removed, as it need not be kept any longer",
    ),
    OwnPurpose.ERASURE_SOUGHT: Words(
        "Den som driver tjänsten tog reda på vilka planer en radering skulle gälla",
        "Whoever runs the service looked up which plans an erasure would be about",
    ),
}
OTHER = Words("Annat ändamål, som enheten har angett", "Another purpose, which the unit has stated")
OTHER_OF_OURS = Words("Tjänstens eget arbete med planen", "The service's own work with the plan")
_STATED = {name.casefold(): words for name, words in STATED.items()}


def stated(purpose: str) -> Words:
    """What a token stated. Nobody gets the service's words by stating them."""
    return _STATED.get(purpose.strip().casefold(), OTHER)


def own(purpose: str) -> Words:
    """What the service says of its own work; the number of a decision is left out."""
    named = (words for name, words in OWN.items() if purpose == name or purpose.startswith(f"{name} "))
    return next(named, OTHER_OF_OURS)
