"""Participants (deltagare) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.participant import ParticipantIn, ParticipantOut, ParticipantPatch
from app.services.participants import building

router = part_router(
    "participants",
    "participant",
    ParticipantOut,
    lambda work: building(work.keys),
    body=ParticipantIn,
    patch=ParticipantPatch,
    sv="deltagare",
    en="participant",
)
