"""From where in the feed a subscription goes on: where it stood, or where its unit says, as far back as is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.contents.asking import not_in_future, refuse_if
from app.domain.refusal import Conflict
from app.domain.webhook import KEPT_NO_LONGER, ONE_PLACE
from app.repositories import feed, webhook_deliveries
from app.services import events
from app.services.work import Work, first_id


@dataclass(frozen=True, slots=True)
class Start:
    """One of the two; and for how long events are kept."""

    since: datetime | None
    after: str | None
    kept: timedelta


async def position(work: Work, webhook_id: UUID, start: Start) -> int:
    """The place in the feed after which it goes on: as asked, and never past what waits to be sent.

    Where what comes next is kept no longer, what waits is given up: else such a subscription could never go on.
    """
    asked, stood = await _asked(work, start), await _stands(work, webhook_id)
    if await _is_kept_no_longer(work, stood, start.kept):
        return asked
    first = await webhook_deliveries.first(work.connection, webhook_id)
    return min(asked, stood if first is None else first - 1)


async def _asked(work: Work, start: Start) -> int:
    refuse_if((start.since is None) == (start.after is None), ONE_PLACE, "")
    if start.since is not None:
        not_in_future(start.since, work.now, "/from")
        refuse_if(start.since < work.now - start.kept, KEPT_NO_LONGER, "/from")
        return await feed.before(work.connection, first_id(start.since))
    assert start.after is not None
    found = events.position_of(work.keys, start.after, "/after")
    if await _is_kept_no_longer(work, found, start.kept):
        raise Conflict(KEPT_NO_LONGER)
    return found


async def require_kept(work: Work, webhook_id: UUID, kept: timedelta) -> None:
    """Raises when what comes next for a subscription is from before what is kept: it would miss some, unsaid."""
    if await _is_kept_no_longer(work, await _stands(work, webhook_id), kept):
        raise Conflict(KEPT_NO_LONGER)


async def _stands(work: Work, webhook_id: UUID) -> int:
    """How far the feed was looked through for it."""
    place: int = (await webhook_deliveries.states(work.connection, [webhook_id]))[webhook_id].position
    return place


async def _is_kept_no_longer(work: Work, place: int, kept: timedelta) -> bool:
    following = await feed.next_id(work.connection, place)
    return place == events.LOST or (following is not None and following < first_id(work.now - kept))
