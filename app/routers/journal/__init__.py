"""The record systems' API: one router a noun, gathered in the order that a plan is lived."""

from fastapi import APIRouter

from app.routers.journal import (
    accesses,
    citizen_views,
    consents,
    deviations,
    follow_ups,
    goals,
    handovers,
    interventions,
    mapping,
    meetings,
    notes,
    notices,
    participants,
    plans,
    summonses,
    transitions,
    units,
    versions,
)

ROUTERS: tuple[APIRouter, ...] = (
    plans.router,
    transitions.router,
    units.router,
    participants.router,
    consents.router,
    mapping.router,
    summonses.router,
    meetings.router,
    goals.router,
    interventions.router,
    follow_ups.router,
    deviations.router,
    handovers.router,
    notes.router,
    notices.router,
    versions.router,
    accesses.router,
    citizen_views.router,
)
