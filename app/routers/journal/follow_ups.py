"""Follow-ups (uppföljningar) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.follow_up import FollowUpIn, FollowUpOut, FollowUpPatch
from app.services.follow_ups import FOLLOW_UPS, following_up

router = part_router(
    "follow-ups",
    "followUp",
    FollowUpOut,
    lambda work: FOLLOW_UPS,
    body=FollowUpIn,
    patch=FollowUpPatch,
    adding=following_up,
    sv="uppföljning",
    en="follow-up",
)
