"""Blocks (spärrar) on the wire, to those who lead the plan: nobody else is told whom it is about."""

from pydantic import Field

from app.domain.block import BlockKind
from app.domain.consent import ConsentForm
from app.schemas.base import PartOut, Wire
from app.schemas.types import Flag, HsaOrPrincipalId, Id, Instant, Line


class BlockIn(Wire):
    """En enhet eller huvudman som den enskilde inte vill ska läsa planen. Whom she does not want to read the plan."""

    kind: BlockKind = Field(examples=["unit"])
    hsa_id: HsaOrPrincipalId = Field(description="Enhetens eller huvudmannens HSA-id. The unit's or the principal's.")
    name: Line = Field(description="För dem som leder planen. For those who lead the plan.", examples=["Kommunrehab"])
    form: ConsentForm = Field(description="Hur hon sade det. How she said so.", examples=["oral"])
    requested_at: Instant = Field(description="När hon sade det. When she said so.")
    registered_by_id: Id = Field(description="Vem som registrerade det. Who registered it.")


class LiftingIn(Wire):
    """Den enskildes samtycke till att spärren hävs (PDL 4:5). Her consent to the lifting of the block."""

    lifted_at: Instant = Field(description="När hon sade det, inte framåt i tiden. When, not in the future.")
    lifted_by_id: Id = Field(description="Vem som registrerade det. Who registered it.")
    lifted_form: ConsentForm = Field(description="Hur hon sade det. How she said so.", examples=["oral"])


class BlockOut(PartOut, BlockIn):
    """A block as it stands; a lifted one stays, marked."""

    lifted_at: Instant | None = Field(None, examples=[None])
    lifted_by_id: Id | None = Field(None, examples=[None])
    lifted_form: ConsentForm | None = Field(None, examples=[None])
    in_force: Flag = Field(description="Gäller den nu. Whether it holds now.", examples=[True])
