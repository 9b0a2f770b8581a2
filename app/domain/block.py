"""A block (spärr): the person does not want one unit, or all of one principal, to read anything of this plan.

It shuts out, whatever consent says, from its registration until it is lifted; how is `blocking`, in what order with
consent and role is `reach`. What each does with it: the person says no to one reader and keeps the plan; whoever is
blocked finds no plan, as if there were none; the coordinator, who has to know whom not to call, registers it on the
person's word and lifts it on her word. Other readers see that something is blocked, and not for whom.

Only the person herself blocks: a guardian may not block a child's (PDL 4:4), and so nobody is named here who did.

Source: patientdatalagen (2008:355) 4 kap. 4-5 §§; lag (2022:913) om sammanhållen vård- och omsorgsdokumentation.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.consent import ConsentForm
from app.domain.part import Part
from app.domain.refusal import Conflict
from app.domain.rule import Rule

ALREADY_LIFTED = Rule("block-already-lifted", "Spärren är redan hävd.", "The block has been lifted already.", "PDL 4:5")


class BlockKind(StrEnum):
    UNIT = "unit"  # vårdenhet, enhet
    PRINCIPAL = "principal"  # huvudman, med alla dess enheter


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Part):
    """`hsa_id` is the unit's or the principal's, `name` what it is called. No reason: she owes nobody one.

    Lifted with her consent (samtycke): when, in what form she said so, and who registered that.
    """

    kind: BlockKind
    hsa_id: str
    name: str
    form: ConsentForm
    requested_at: datetime
    registered_by_id: UUID
    lifted_at: datetime | None = None
    lifted_by_id: UUID | None = None
    lifted_form: ConsentForm | None = None

    @property
    def in_force(self) -> bool:
        """From when it is registered until it is lifted: neither waits for a time to come."""
        return self.lifted_at is None


def require_in_force(one: Block) -> None:
    """A block is lifted (hävs) once."""
    if not one.in_force:
        raise Conflict(ALREADY_LIFTED)
