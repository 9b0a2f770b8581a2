"""The citizen's own consents, as mirrored."""

from pydantic import Field

from app.domain.consent import ConsentForm, ConsentGiver, ConsentKind, Information
from app.schemas.base import Wire
from app.schemas.citizen.plan import CitizenUnit
from app.schemas.types import Day, Id, Instant


class CitizenConsent(Wire):
    """Ett samtycke. Du återkallar det hos någon av planens enheter. A consent."""

    id: Id
    kind: ConsentKind = Field(examples=["sip"])
    given_by: ConsentGiver = Field(examples=["person"])
    form: ConsentForm = Field(examples=["written"])
    given_at: Instant
    valid_until: Day | None = Field(
        description=(
            "Sista dag det gäller; för vad som sades för ett barn senast dagen innan hon blir myndig. The last day it "
            "holds: of what was said for a child, the day before she comes of age at the latest."
        )
    )
    recipients: list[CitizenUnit | None] = Field(
        description=(
            "Enheter som samtycket namnger, utom dem som du sagt nej till senare; om någon är spärrad står det inte "
            "här. Units that the consent names, but for those refused later; a block is not told of here."
        )
    )
    information: list[Information] = Field(
        description="Vad enheterna får läsa. What the units may read.", examples=[[]]
    )
    excluded: str | None = Field(examples=[None])
    relatives: list[str] | None = Field(examples=[[]])
    withdrawn_at: Instant | None = Field(
        description=(
            "När det togs tillbaka, även genom nej till ett annat samtycke av samma slag. When it was taken back, "
            "by a no to another consent of its kind too."
        ),
        examples=[None],
    )
    withdrawn_by: ConsentGiver | None = Field(examples=[None])


class CitizenConsents(Wire):
    """The consents of one plan."""

    plan_id: Id
    consents: list[CitizenConsent]
