"""The citizen portal's API: GET only, on the mirror."""

from fastapi import APIRouter

from app.routers.citizen import accesses, consents, plans, represented, summonses

ROUTERS: tuple[APIRouter, ...] = (
    plans.router,
    summonses.router,
    consents.router,
    accesses.router,
    represented.router,
)
