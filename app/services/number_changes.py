"""Number changes: stated in one plan, in force for all of the person's plans in the same transaction, and undone.

Her rows are locked first, then the plan in which it is stated, then the others. Nobody is answered, or told by any
entry or event, that there are others.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.domain.action import Action
from app.domain.event import Event
from app.domain.known_by import known_by
from app.domain.number_change import ALREADY_UNDONE, NumberChange, followed, known_as, moves, require_forward
from app.domain.person import Person
from app.domain.personnummer import NumberKind, kind_of
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Unreachable
from app.repositories import number_changes, persons, plans
from app.repositories.persons import Known
from app.schemas.journal.number_change import NumberChangeIn, NumberChangeOut, UndoingIn
from app.services import changes, renewing
from app.services.changes import Changed, change
from app.services.judging import enter, noting_denial
from app.services.persons import named
from app.services.reading import read
from app.services.work import Work


def viewed(one: NumberChange, plan_id: UUID) -> NumberChangeOut:
    """As it is told in that plan: the texts only where it was stated, as they may tell of that plan."""
    here = one.plan_id == plan_id
    return NumberChangeOut(
        id=one.id,
        version=one.version,
        entered_at=one.entered_at,
        former=NumberKind(one.former).name.lower(),  # type: ignore[arg-type]
        kind=NumberKind(one.kind).name.lower(),  # type: ignore[arg-type]
        reason=one.reason if here else None,
        undone_at=one.undone_at,
        undo_reason=one.undo_reason if here else None,
    )


def _told(work: Work, plan: Plan, links: Mapping[UUID, UUID]) -> list[UUID]:
    """The rows by which the plan's readers are told of changes: none, while they know her by what they entered."""
    return followed(plan.person.id, links) if known_by(plan, work.now).key == plan.person.key else []


async def _path(work: Work, plan: Plan) -> list[UUID]:
    return _told(work, plan, await number_changes.links(work.connection, persons.same(plan.person.id)))


async def page(work: Work, plan_id: UUID, number: int, limit: int) -> tuple[list[NumberChangeOut], int]:
    """Those that were stated in this plan, or move it, for whoever reads it."""
    plan = await read(work, plan_id)
    found, total = await number_changes.page(work.connection, plan_id, await _path(work, plan), number, limit)
    return [viewed(one, plan_id) for one in found], total


async def show(work: Work, plan_id: UUID, change_id: UUID) -> NumberChangeOut:
    plan = await read(work, plan_id)
    found = await number_changes.find(work.connection, change_id)
    if found is None or not moves(found, plan_id, await _path(work, plan)):
        raise Unreachable(OUT_OF_REACH)
    return viewed(found, plan_id)


class Rows:
    """Every row of the persons that a change is about, all locked: as they stand, and where each is to point.

    `places` is, for each row, the row that she is known by afterwards.
    """

    def __init__(self, found: list[Known]):
        self.known = {one.row.id: one for one in found}
        self.places = {one.row.id: one.current for one in found}

    def with_key(self, key: str) -> Known:
        return next(one for one in self.known.values() if one.row.key == key)

    def group(self, current: UUID) -> list[UUID]:
        return [one for one, place in self.places.items() if place == current]

    @property
    def moved(self) -> list[UUID]:
        return [one for one, place in self.places.items() if place != self.known[one].current]

    def person(self, person_id: UUID, protected: bool) -> Person:
        """As she is known by that row afterwards."""
        row, place = self.known[person_id].row, self.known[self.places[person_id]].row
        if row.key == place.key:
            return replace(place, id=person_id, protected=protected)
        entered = {"entered_key": row.key, "entered_number": row.sealed_number, "entered_born": row.born}
        return replace(place, id=person_id, protected=protected, **entered)


async def add(work: Work, plan_id: UUID, body: NumberChangeIn) -> tuple[Changed, NumberChange | None]:
    """She has that number now. The second of the pair is None when the answer was kept."""
    new = named(work, body.personnummer)
    with noting_denial(work, Action.NUMBER_CHANGE):
        await enter(work, Action.NUMBER_CHANGE, plan_id)
    rows, protected = Rows([]), False
    if work.kept is None:
        rows = await _held(work, plan_id, new)
        # All of them are one person's from now on.
        protected = await persons.noted(work.connection, list(rows.known))
    written: list[NumberChange] = []

    def decide(plan: Plan) -> Plan:
        now, then = rows.known[plan.person.id], rows.with_key(new.key)
        former, kind = kind_of(work.keys.open(plan.person.sealed_number)), kind_of(body.personnummer)
        # What is hers already is no step forward either; nothing else is asked, so the answer tells nobody whose it is.
        require_forward(former, kind)
        entry = {"id": work.new_id("number_changes"), "plan_id": plan_id, "entered_at": work.now, "reason": body.reason}
        linked = {"from_person_id": now.current, "to_person_id": then.row.id}
        written.append(NumberChange(**entry, **linked, former=former, kind=kind))
        for person_id in rows.group(now.current):
            rows.places[person_id] = then.current
        return replace(plan, person=rows.person(plan.person.id, protected))

    async def beside(plan: Plan) -> None:
        await number_changes.add(work.connection, written[0])

    action, told = Action.NUMBER_CHANGE, Event.NUMBER_CHANGED
    changed = await change(work, plan_id, action, decide, told_as=told, subject=plan_id, beside=beside)
    if changed.kept is not None:
        return changed, None
    await _arrange(work, plan_id, rows, action, told)
    return changed, written[0]


async def _held(work: Work, plan_id: UUID, new: Person) -> Rows:
    """Every row of hers, that of the new number among them: made again, if it is erased while this waits for it."""
    while True:
        await persons.make(work.connection, new)
        held = await persons.hold_all(work.connection, plan_id, new.key)
        if any(one.row.key == new.key for one in held):
            return Rows(held)


async def undo(
    work: Work, plan_id: UUID, change_id: UUID, body: UndoingIn, precondition: Precondition
) -> NumberChangeOut:
    """It was wrong: each plan is again where it was, and under the number that it had.

    Undone in any of the plans that it moved, whichever it was stated in, by whoever is told of it there.
    """
    with noting_denial(work, Action.NUMBER_UNDO):
        await enter(work, Action.NUMBER_UNDO, plan_id)
    rows = Rows(await persons.hold_all(work.connection, plan_id, None))
    found = await number_changes.find(work.connection, change_id)
    links = await number_changes.links(work.connection, list(rows.known))
    if found is not None and found.undone_at is None:
        left = {one: after for one, after in links.items() if one != found.from_person_id}
        rows.places = {one: known_as(one, left) for one in rows.known}
    protections = {
        place: await persons.noted(work.connection, rows.group(place)) for place in set(rows.places.values())
    }
    undone: list[NumberChange] = []

    def decide(plan: Plan) -> Plan:
        if found is None or not moves(found, plan_id, _told(work, plan, links)):
            raise Unreachable(OUT_OF_REACH)
        if found.undone_at is not None:
            raise Conflict(ALREADY_UNDONE)
        precondition.require(found.version)
        values = {"version": found.version + 1, "undone_at": work.now, "undo_reason": body.undo_reason}
        undone.append(replace(found, **values))
        return replace(plan, person=rows.person(plan.person.id, protections[rows.places[plan.person.id]]))

    async def beside(plan: Plan) -> None:
        await number_changes.save(work.connection, undone[0])

    action, told = Action.NUMBER_UNDO, Event.NUMBER_RESTORED
    await change(work, plan_id, action, decide, told_as=told, subject=plan_id, beside=beside)
    await _arrange(work, plan_id, rows, action, told)
    return viewed(undone[0], plan_id)


async def _arrange(work: Work, plan_id: UUID, rows: Rows, action: Action, told: Event) -> None:
    """The rows point where they are to, both mirrors follow, and so does every other plan that it concerns."""
    moved = rows.moved
    touched = {rows.places[one] for one in moved} | {rows.known[one].current for one in moved}
    currents = {rows.places[one] for one in touched}
    for current in currents:
        await persons.point(work.connection, rows.group(current), current)
    numbers = {rows.known[one].row.key: rows.known[rows.places[one]].row.key for one in moved}
    await renewing.renumbered(work, [rows.known[current].row for current in currents], numbers)
    for other in await plans.of_rows(work.connection, moved):
        if other != plan_id:
            await changes.follow(work, other, told, action)
