"""Hand-overs (överlämningar) of the coordinator's task on the wire."""

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant


class HandoverIn(Wire):
    """Erbjudande att ta över samordningen. An offer to take over the coordination."""

    to_id: Id
    offered_at: Instant


class HandoverOut(PartOut, HandoverIn):
    """A hand-over; the coordinator changes when it is accepted."""

    from_id: Id
    accepted_at: Instant | None = Field(examples=[None])
    refused_at: Instant | None = Field(examples=[None])
    withdrawn_at: Instant | None = Field(examples=[None])


class AcceptanceIn(Wire):
    """Den tillfrågade tar över. The person asked accepts."""

    accepted_at: Instant


class RefusalIn(Wire):
    """Den tillfrågade avböjer. The person asked refuses."""

    refused_at: Instant


class HandoverWithdrawalIn(Wire):
    """Samordningsansvarig tar tillbaka erbjudandet. The coordinator takes the offer back."""

    withdrawn_at: Instant
