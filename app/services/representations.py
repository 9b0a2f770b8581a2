"""Those who read for the person, and exceptions from the age limits: registered, ended, read.

A representative's number is sealed before it becomes part of anything. What is decided here takes effect on the
citizen's side in the same transaction: the one door makes the readers' rows anew.
"""

from collections.abc import Callable
from uuid import UUID

from app.domain import personnummer
from app.domain.action import Action
from app.domain.age_exception import AgeException
from app.domain.contents import revised
from app.domain.event import Event
from app.domain.known_by import as_known
from app.domain.plan import Plan
from app.domain.precondition import Precondition
from app.domain.representation import Representation, require_running, said, why_not
from app.keys import KeyRing
from app.schemas.journal.action import ReasonOut
from app.schemas.journal.age_exception import AgeExceptionIn, AgeExceptionOut
from app.schemas.journal.representation import EndingIn, RepresentationIn, RepresentationOut
from app.services.changes import Changed, change
from app.services.parts import Entry, Writable, part_of, shown, tupled
from app.services.work import Work


def viewing(plan: Plan, work: Work) -> Callable[[Representation], RepresentationOut]:
    about = said(plan)
    # Whether another plan notes protection is not to be asked by registering somebody here; who reads goes by it.
    here = as_known(plan.as_noted_here, work.now)

    def view(part: Representation) -> RepresentationOut:
        rule = why_not(here, part, work.now, about(part))
        told = rule and ReasonOut(code=rule.id, swedish=rule.sv, english=rule.en, source=rule.source, pointer="")
        return shown(RepresentationOut, part, reads_now=rule is None, why_not=told)

    return view


def building(keys: KeyRing) -> Writable:
    """The resource, with the keys that find a representative and seal her number."""

    def build(plan: Plan, entry: Entry, body: RepresentationIn) -> Representation:
        values = tupled(body.model_dump())
        number = values.pop("personnummer")
        personnummer.born(number)
        return Representation(**entry, **values, reader_key=keys.person_key(number), sealed_number=keys.seal(number))

    return Writable(
        collection="representations",
        noun="representation",
        write=Action.REPRESENTATION_REGISTER,
        build=build,
        viewing=viewing,
    )


def build_exception(plan: Plan, entry: Entry, body: AgeExceptionIn) -> AgeException:
    return AgeException(**entry, **body.model_dump())


def viewing_exceptions(plan: Plan, work: Work) -> Callable[[AgeException], AgeExceptionOut]:
    return lambda part: shown(AgeExceptionOut, part, in_force=part.in_force(work.now))


AGE_EXCEPTIONS = Writable(
    collection="age_exceptions",
    noun="age-exception",
    write=Action.AGE_EXCEPTION_DECIDE,
    build=build_exception,
    viewing=viewing_exceptions,
)

ENDS = {
    "representations": (Action.REPRESENTATION_END, Event.REPRESENTATION_ENDED),
    "age_exceptions": (Action.AGE_EXCEPTION_END, Event.AGE_EXCEPTION_ENDED),
}


async def end(
    work: Work, collection: str, plan_id: UUID, part_id: UUID, body: EndingIn, precondition: Precondition
) -> Changed:
    """Marks it as ended. From then on it gives, or takes, nothing; nothing of it is erased."""
    action, told = ENDS[collection]

    def decide(plan: Plan) -> Plan:
        part: Representation | AgeException = part_of(plan, collection, part_id)
        require_running(part, work.now)
        precondition.require(part.version)
        return revised(plan, collection, part, work.now, **body.model_dump())

    return await change(work, plan_id, action, decide, told_as=told, subject=part_id)
