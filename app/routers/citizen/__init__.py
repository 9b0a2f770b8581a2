"""The citizen portal's API: GET only, on the mirror."""

from fastapi import APIRouter

from app.routers.citizen import accesses, consents, plans, presence, represented, summonses

ROUTERS: tuple[APIRouter, ...] = (
    presence.router,
    plans.router,
    summonses.router,
    consents.router,
    accesses.router,
    represented.router,
)
