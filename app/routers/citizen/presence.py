"""Whether there is anything for the citizen here, so that her portal need not ask for it at every login."""

import hashlib

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.contract_parts import UNCHANGED
from app.http.route import GuardedRoute
from app.routers.citizen.desk import Visiting
from app.schemas.citizen.presence import CitizenPresence
from app.services.citizen import portal

router = APIRouter(route_class=GuardedRoute, tags=["presence"])


@router.get(
    "/presence",
    response_model=CitizenPresence,
    operation_id="getPresence",
    responses=UNCHANGED,
    summary="Se om det finns något för dig här",
    description=(
        "Ja eller nej, inte vad. Portalen behåller svaret i `keepSeconds` och frågar däremellan inte; ett nej kan "
        "alltså vara så gammalt, ett ja leder till /plans som svarar för stunden. 304 förlänger. Yes or no, not what. "
        "The portal keeps the answer for `keepSeconds` and does not ask meanwhile: a no may be as old as that, a yes "
        "leads to /plans, which answers for the moment. 304 renews it."
    ),
)
async def get_presence(request: Request, visit: Visiting) -> Response:
    present, represents = await portal.presence(visit)
    keep = request.app.state.settings.presence_seconds
    body = CitizenPresence(present=present, represents=represents, keep_seconds=keep)
    tag = hashlib.sha256(f"{present} {represents} {keep}".encode()).hexdigest()[:32]
    return answers.document(request, body, [answers.link(request, "/presence")], etag=f'"{tag}"')
