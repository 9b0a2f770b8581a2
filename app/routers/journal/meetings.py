"""Meetings (SIP-möten) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.meeting import MeetingIn, MeetingOut
from app.services.meetings import MEETINGS

router = part_router("meetings", "meeting", MeetingOut, lambda work: MEETINGS, body=MeetingIn, sv="möte", en="meeting")
