"""An emergency access (nödöppning): somebody at work has opened the plan without consent, and says why. It is loud.

A part of the plan, so that it is a version and an event, told to everybody who has it, and never goes away.
Who may, and what it gives for how long, is in `emergency`. Source: lag (2022:913) om sammanhållen vård- och
omsorgsdokumentation: danger to life, or a grave risk to health, of somebody who cannot consent.
"""

from dataclasses import dataclass
from datetime import datetime

from app.domain.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccess(Part):
    """By one person at one unit (HSA-ids), from `opened_at` until `ends_at`. `unit_name` and `principal_name` are what
    the unit calls itself, and told to the person as that; `despite_block` says that she had blocked it.
    """

    unit_hsa_id: str
    unit_name: str
    principal_name: str
    person_hsa_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    despite_block: bool
