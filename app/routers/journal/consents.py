"""Consents (samtycken) of a plan, and their withdrawal."""

from fastapi import Request, Response

from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.consent import ConsentIn, ConsentOut, WithdrawalIn
from app.services import consents

ConsentId = id_of("consent")
router = part_router(
    "consents", "consent", ConsentOut, lambda work: consents.CONSENTS, body=ConsentIn, sv="samtycke", en="consent"
)


@router.put(
    "/plans/{planId}/consents/{consentId}/withdrawal",
    status_code=204,
    response_class=Response,
    operation_id="withdrawConsent",
    summary="Återkalla samtycket",
    description=(
        "Återkallat SIP-samtycke avslutar planen och tömmer det som speglas, i samma transaktion; svaret kommer först "
        "när det är gjort. Withdrawn SIP consent closes the plan and empties the mirror in the same transaction; the "
        "answer comes when that is done."
    ),
)
async def withdraw(
    request: Request, work: Working, plan_id: PlanId, part_id: ConsentId, condition: IfMatch, content: WithdrawalIn
) -> Response:
    await consents.withdraw(work, plan_id, part_id, content, condition)
    return Response(status_code=204)
