"""From where in the feed a subscription goes on: where it stood, or where its unit says, as far back as is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.contents.asking import refuse_if
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


async def position(work: Work, start: Start) -> int:
    """The place in the feed after which it goes on."""
    refuse_if((start.since is None) == (start.after is None), ONE_PLACE, "")
    if start.since is not None:
        refuse_if(start.since < work.now - start.kept, KEPT_NO_LONGER, "/from")
        return await feed.before(work.connection, first_id(start.since))
    assert start.after is not None
    found = events.position_of(work.keys, start.after, "/after")
    await _require_kept(work, found, start.kept)
    return found


async def require_kept(work: Work, webhook_id: UUID, kept: timedelta) -> None:
    """Raises when what comes next for a subscription is from before what is kept: it would miss some, unsaid."""
    states = await webhook_deliveries.states(work.connection, [webhook_id])
    await _require_kept(work, states[webhook_id].position, kept)


async def _require_kept(work: Work, place: int, kept: timedelta) -> None:
    following = await feed.next_id(work.connection, place)
    if place == events.LOST or (following is not None and following < first_id(work.now - kept)):
        raise Conflict(KEPT_NO_LONGER)
