"""By which of her numbers a plan's readers know a person who has got another: whom it is said to is hers to let.

A plan may be entered under an old number by anybody who has seen it, before she has said a word. The number that she
has now, of which kind it is, and whose a number is, are told only where she has said yes to the planning (samtycke till
SIP, HSL 16:4) and it stands: else whoever enters a plan could ask for the number of somebody who is hiding. That the
number has changed is a version of each of her plans, and no secret.
"""

from dataclasses import replace
from datetime import datetime

from app.domain.consent import sip_in_force
from app.domain.person import Person
from app.domain.plan import Plan


def known_by(plan: Plan, now: datetime) -> Person:
    """The person with the one number that this plan's readers know her by, and no other."""
    person = plan.person
    if person.entered_key is not None and person.entered_number is not None and not sip_in_force(plan, now):
        person = replace(person, key=person.entered_key, sealed_number=person.entered_number)
    return replace(person, entered_key=None, entered_number=None)
