"""The citizen portal's API: GET only, on the mirror."""

from fastapi import APIRouter

from app.routers.citizen import accesses, consents, plans

ROUTERS: tuple[APIRouter, ...] = (plans.router, consents.router, accesses.router)
