"""By which of her numbers a plan's readers know a person who has got another: whom it is said to is hers to let.

A plan may be entered under an old number by anybody who has seen it, before she has said a word. The number that she
has now, of which kind it is, the birth date in it, and whose a number is, are told only where she has said yes to the
planning (samtycke till SIP, HSL 16:4) and it stands: else whoever enters a plan could ask for the number of somebody
who is hiding. That the number has changed is a version of each of her plans, and no secret.

What a plan's readers are answered goes by the number that they know (`as_known`); what is decided about her, who reads,
what is mirrored and whose word holds, goes by her true age.
"""

from dataclasses import replace
from datetime import datetime

from app.domain.lifecycle import stands_on_consent
from app.domain.person import Person
from app.domain.plan import Plan


def known_by(plan: Plan, now: datetime) -> Person:
    """The person with the one number that this plan's readers know her by, and no other."""
    person = plan.person
    if not stands_on_consent(plan, now):
        person = replace(
            person,
            key=person.log_key,
            sealed_number=person.entered_number or person.sealed_number,
            born=person.entered_born or person.born,
        )
    return replace(person, entered_key=None, entered_number=None, entered_born=None)


def as_known(plan: Plan, now: datetime) -> Plan:
    """The plan as its readers may know whose it is: what they are answered, her age in it, goes by this."""
    return replace(plan, person=known_by(plan, now))


def is_known_as(plan: Plan, key: str, now: datetime) -> bool:
    """Whether the plan's readers know that number as hers: the one that they entered, or the one that they know now."""
    return key in {plan.person.log_key, known_by(plan, now).key}
