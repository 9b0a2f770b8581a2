"""Participants of a plan. A guardian's number is sealed before it becomes part of anything."""

from app.domain import personnummer
from app.domain.action import Action
from app.domain.contents.asking import refuse_if
from app.domain.known_by import is_known_as
from app.domain.participant import GUARDIAN_TWICE, ONLY_GUARDIANS, OWN_GUARDIAN, Participant, ParticipantKind
from app.domain.plan import Plan
from app.keys import KeyRing
from app.schemas.journal.participant import ParticipantIn, ParticipantOut
from app.services.parts import Entry, Writable
from app.services.work import Work


def building(keys: KeyRing) -> Writable:
    """The resource, with the keys that seal a guardian's number."""

    def build(plan: Plan, entry: Entry, body: ParticipantIn) -> Participant:
        values = body.model_dump()
        number = values.pop("personnummer")
        refuse_if((body.kind is ParticipantKind.GUARDIAN) != (number is not None), ONLY_GUARDIANS, "/personnummer")
        if number is not None:
            personnummer.born(number)
            values["sealed_number"] = keys.seal(number)
        return Participant(**entry, **values)

    def then(plan: Plan, part: Participant, work: Work) -> Plan:
        """Only who may add her comes here: whether somebody's number is in the plan is not for everyone to ask."""
        if part.sealed_number is not None:
            number = keys.open(part.sealed_number)
            refuse_if(is_known_as(plan, keys.person_key(number), work.now), OWN_GUARDIAN, "/personnummer")
            others = (one.sealed_number for one in plan.participants if one.sealed_number and one.id != part.id)
            refuse_if(any(keys.open(other) == number for other in others), GUARDIAN_TWICE, "/personnummer")
        return plan

    return Writable(
        collection="participants",
        noun="participant",
        write=Action.PARTICIPANT_ADD,
        build=build,
        viewing=lambda plan, work: ParticipantOut.model_validate,
        then=then,
    )
