"""Internal notes of a plan, signed with the writer's own unit."""

from app.domain.action import Action
from app.domain.note import Note
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Unreachable
from app.domain.unit import own_unit
from app.schemas.journal.note import NoteIn, NoteOut
from app.services.parts import Entry, Writable
from app.services.work import Work


def writing(work: Work) -> Writable:
    """The resource, for notes by this caller's unit."""

    def build(plan: Plan, entry: Entry, body: NoteIn) -> Note:
        unit = own_unit(work.actor, plan.units)
        if unit is None:
            raise Unreachable(OUT_OF_REACH)
        return Note(**entry, **body.model_dump(), author_unit_id=unit.id)

    return Writable(
        collection="notes",
        noun="note",
        write=Action.NOTE_WRITE,
        build=build,
        viewing=lambda plan, work: NoteOut.model_validate,
    )
