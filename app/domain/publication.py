"""When a citizen is shown anything of a plan: the plan gate, shut unless it is opened here.

What of a plan is shown is decided in `visibility`. Source: domain rules, what the citizen sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.age import reads_own_from
from app.domain.consent import sip_lapses_at
from app.domain.during import earliest
from app.domain.known_by import as_known
from app.domain.lifecycle import RESTS_ON_CONSENT, lapses_at, settled, stands_on_consent
from app.domain.plan import Plan, PlanStatus
from app.domain.representation import reads_herself_from
from app.domain.rule import Rule
from app.domain.swedish_time import a_year_after, day_of
from app.domain.visibility import project_consents

BEHIND = Rule(
    "copy-behind",
    "Kopian är gjord under äldre regler och visas inte förrän den görs om.",
    "The copy was made under older rules and is not shown until it is made anew.",
    "decided",
)


NOT_ESTABLISHED = Rule(
    "not-established",
    "Planen är inte upprättad, eller är makulerad.",
    "The plan is not established, or is annulled.",
    "decided",
)
NO_CONSENT = Rule("no-consent", "Samtycke till SIP gäller inte.", "No SIP consent is in force.", "HSL 16:4")
HELD_BACK = Rule(
    "held-back",
    "Frisläppandet är undanhållet en begränsad tid.",
    "The release is held back for a limited time.",
    "OSL 25:6",
)
NOT_RELEASED = Rule(
    "not-released",
    "Den ansvariga enheten har inte beslutat att planen får visas.",
    "The responsible unit has not decided that the plan may be shown.",
    "national contract",
)
TOO_YOUNG = Rule(
    "too-young",
    "Barnet läser själv först från åldersgränsen; till dess visas inget.",
    "The child reads only from the age limit on; until then nothing is shown.",
    "decided",
)
CLOSED_LONG_AGO = Rule(
    "closed-long-ago",
    "Planen avslutades för mer än tolv månader sedan.",
    "The plan was closed more than twelve months ago.",
    "decided",
)


@dataclass(frozen=True, slots=True)
class Publication:
    """Shown from `since` until `until` (None: until something changes)."""

    since: datetime
    until: datetime | None


def _after(gate: datetime, opens: Publication | None) -> Publication | None:
    """The same, not before the gate; None where it has shut by then."""
    if opens is None:
        return None
    since = max(gate, opens.since)
    return None if opens.until is not None and opens.until <= since else Publication(since, opens.until)


def reasons_hidden(plan: Plan, now: datetime) -> Iterator[Rule]:
    """Every reason why nothing of the plan is shown at this instant; none means that it is shown."""
    plan = settled(plan, now)
    if plan.established_at is None or plan.status is PlanStatus.ANNULLED:
        yield NOT_ESTABLISHED
    if not stands_on_consent(plan, now):
        yield NO_CONSENT
    if not plan.approved_for_patient:
        yield NOT_RELEASED
    if plan.held_back_until is not None and now < plan.held_back_until:
        yield HELD_BACK
    # Where her readers do not know the birth date that goes for her there is no consent, and nothing turns on her age.
    if now < reads_herself_from(as_known(plan, now), day_of(now)):
        yield TOO_YOUNG
    if plan.closed_at is not None and now >= a_year_after(plan.closed_at):
        yield CLOSED_LONG_AGO


def publication(plan: Plan, now: datetime) -> Publication | None:
    """When the plan, as it stands, is shown to her; None if it is not going to be unless somebody changes it.

    Time alone may still open it (the age limit is reached, a release is no longer held back) or shut it (a consent
    ends, twelve months pass).
    """
    return _after(reads_herself_from(plan, day_of(now)), publication_for_others(plan, now))


def publication_for_others(plan: Plan, now: datetime) -> Publication | None:
    """When it is shown to whoever reads for her: by the same release, whatever her own age.

    Who that is, and when, is not decided here but in `representation`.
    """
    if set(reasons_hidden(plan, now)) - {TOO_YOUNG, HELD_BACK}:
        return None
    begins = max(at for at in (plan.established_at, plan.held_back_until) if at)
    until = earliest(sip_lapses_at(plan, now), a_year_after(plan.closed_at) if plan.closed_at else None)
    return _after(begins, Publication(begins, until))


def consents_publication(plan: Plan, now: datetime) -> Publication | None:
    """When her consents of the plan are shown: as soon as they are entered, but not of a plan entered in error."""
    if consents_for_others(plan) is None:
        return None
    return Publication(reads_herself_from(plan, day_of(now)), None)


def consents_for_others(plan: Plan) -> Publication | None:
    """When they are shown to whoever reads for her."""
    if plan.status is PlanStatus.ANNULLED or not project_consents(plan):
        return None
    return Publication(plan.entered_at, None)


def summonses_publication(plan: Plan, now: datetime) -> Publication | None:
    """When her summonses are shown: from the first one, while the plan rests on her consent, released or not.

    Source: domain rules, what the citizen sees: of what comes before `established`, the summons and the consents.
    """
    others = summonses_for_others(plan, now)
    return None if others is None else Publication(reads_herself_from(plan, day_of(now)), others.until)


def summonses_for_others(plan: Plan, now: datetime) -> Publication | None:
    """When they are shown to whoever reads for her."""
    plan = settled(plan, now)
    if plan.status not in RESTS_ON_CONSENT or not plan.summonses:
        return None
    return Publication(plan.entered_at, lapses_at(plan))


def accesses_shown(born: date, now: datetime) -> bool:
    """Whether she is told who has read all her plans: from the age at which she reads herself."""
    return now >= reads_own_from(born, day_of(now))
