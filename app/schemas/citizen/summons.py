"""The citizen's own summonses, as mirrored: shown before the plan is established, too."""

from app.schemas.base import Wire
from app.schemas.citizen.plan import CitizenInvitation, CitizenSummons
from app.schemas.types import Id


class CitizenSummonses(Wire):
    """Kallelserna i en plan och vilka som är kallade. The summonses of one plan, and who is called."""

    plan_id: Id
    summonses: list[CitizenSummons]
    invitations: list[CitizenInvitation]
