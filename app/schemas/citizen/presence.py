"""Whether there is anything for a citizen here: an answer for her portal to keep a while, and nothing of what it is."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.types import Flag


class CitizenPresence(Wire):
    """Om det finns något för dig här. Whether there is anything for you here."""

    present: Flag = Field(
        description="En plan, en kallelse eller ett samtycke visas. A plan, a summons or a consent is shown.",
        examples=[True],
    )
    represents: Flag = Field(
        description="Du läser för någon annan. You read for somebody else.",
        examples=[False],
    )
    keep_seconds: int = Field(
        description=(
            "Så länge kan svaret behållas tillsammans med personen utan en ny fråga. "
            "For so long the answer may be kept, with the person, and not asked for again."
        ),
        examples=[3600],
    )
