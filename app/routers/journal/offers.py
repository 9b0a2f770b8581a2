"""Offers (erbjudanden) of a SIP: made and answered by transitions, read here."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.offer import OfferOut
from app.services import offers

router = part_router("offers", "offer", OfferOut, lambda work: offers.OFFERS, sv="erbjudande", en="offer")
