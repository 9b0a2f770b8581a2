"""Notices of closure: made by the one door when a plan closes, read here."""

from app.domain.action import Action
from app.domain.notice import Notice
from app.domain.plan import Plan
from app.schemas.journal.notice import NoticeOut
from app.services.parts import Entry, Resource


def build(plan: Plan, entry: Entry, body: object) -> Notice:
    raise AssertionError("a notice is made by closing the plan")


NOTICES = Resource(
    collection="notices",
    noun="notice",
    write=Action.CLOSE,
    build=build,
    view=lambda plan, part, work: NoticeOut.model_validate(part),
)
