"""What may stand in a plan of who reads for the person: representations, and exceptions from the age limits."""

from datetime import datetime

from app.domain.age_exception import AgeException, AgeExceptionKind
from app.domain.consent import is_minor
from app.domain.contents.asking import ENDS_BEFORE, not_in_future, refuse_if, require_staff
from app.domain.contents.people import GUARDIAN_OF_ADULT
from app.domain.known_by import as_known, is_known_as
from app.domain.part import require
from app.domain.plan import Plan
from app.domain.representation import Representation, RepresentativeKind
from app.domain.rule import Rule

HERSELF = Rule("represents-herself", "Ingen är sin egen företrädare.", "Nobody is her own representative.", "decided")
SCOPE = Rule(
    "scope-needed",
    "Ange minst en sak som företrädaren får läsa, var och en för sig.",
    "State at least one thing that the representative may read, each once.",
    "decided",
)
WHICH_GUARDIAN = Rule(
    "exception-of-guardian",
    "Undantag för en vårdnadshavare anger vilken; barnets eget läsande anger ingen.",
    "An exception for a guardian names which; the child's own reading names none.",
    "decided",
)
NO_LAST_DAY = Rule(
    "reads-own-until-revoked",
    "Att barnet läser själv gäller tills det återkallas eller åldersgränsen nås, och har ingen sista dag.",
    "That the child reads herself holds until it is revoked or the age limit is reached, and has no last day.",
    "decided",
)
IN_A_GUARDIANS_STEAD = frozenset({RepresentativeKind.GUARDIAN, RepresentativeKind.LEGAL_GUARDIAN})


def representation(plan: Plan, one: Representation, now: datetime) -> None:
    # Who was registered before anybody knew that it is she can still be marked as ended.
    refuse_if(one.ended_at is None and is_known_as(plan, one.reader_key, now), HERSELF, "/personnummer")
    refuse_if(not one.scope or len(set(one.scope)) < len(one.scope), SCOPE, "/scope")
    require_staff(plan, one.registered_by_id, "/registeredById")
    refuse_if(one.until is not None and one.until < one.since, ENDS_BEFORE, "/until")
    # What has ended by itself can still be marked as ended.
    if one.kind is RepresentativeKind.GUARDIAN and one.ended_at is None:
        refuse_if(not is_minor(as_known(plan, now), now), GUARDIAN_OF_ADULT, "/kind")
    _ending(plan, one, now)


def age_exception(plan: Plan, one: AgeException, now: datetime) -> None:
    own = one.kind is AgeExceptionKind.READS_OWN
    refuse_if(own != (one.representation_id is None), WHICH_GUARDIAN, "/representationId")
    if one.representation_id is not None:
        guardian = require(plan.representations, one.representation_id, "/representationId")
        refuse_if(guardian.kind not in IN_A_GUARDIANS_STEAD, WHICH_GUARDIAN, "/representationId")
    refuse_if(own and one.until is not None, NO_LAST_DAY, "/until")
    refuse_if(one.until is not None and one.until < one.since, ENDS_BEFORE, "/until")
    require_staff(plan, one.decided_by_id, "/decidedById")
    _ending(plan, one, now)


def _ending(plan: Plan, one: Representation | AgeException, now: datetime) -> None:
    if one.ended_at is not None:
        not_in_future(one.ended_at, now, "/endedAt")
        require_staff(plan, one.ended_by_id, "/endedById")
