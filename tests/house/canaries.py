"""Plans in which everything that is withheld holds a canary, and everything that is shown says so."""

from weakref import WeakKeyDictionary

from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.mapping import Mapping
from app.domain.plan import Plan
from app.domain.sampling import SampleOutcome
from app.domain.unit import Unit
from app.domain.visibility.decision import Shown
from app.domain.visibility.ledger import LEDGER, OWN_WORDS
from tests.api.auditors import PURPOSE, SCOPES, sample, seal
from tests.callers import CANARY, Caller, staff
from tests.house.plan_variants import variants
from tests.house.staffed_plan import BESIDE_HER_WORDS, OF_A_DRAFT, OF_A_WITHHELD_ROW, WholePlan
from tests.house.whole_plan import REGION, build
from tests.house.whole_process import private
from tests.house.whole_sources import bring, change_number, subscribe
from tests.house.whole_work import in_her_words
from tests.persons import Persons
from tests.service import Service

AUDITOR = f"{REGION}-E900000000001", f"{REGION}-P900000000001"
NEVER_SHOWN = (OF_A_WITHHELD_ROW, BESIDE_HER_WORDS, OF_A_DRAFT)


class Words:
    """Says a canary for what is withheld and plain words for what is shown; remembers what it was asked."""

    def __init__(self, protected: bool) -> None:
        self.protected = protected
        self.asked: set[tuple[type, str]] = set()

    def withheld(self, kind: type, name: str) -> bool:
        if name.endswith(NEVER_SHOWN) or kind not in LEDGER:
            return True
        entry = LEDGER[kind][name]
        if entry is OWN_WORDS:
            return False
        return not isinstance(entry, Shown) or (self.protected and entry.hidden_when_protected)

    def __call__(self, kind: type, name: str) -> str:
        self.asked.add((kind, name))
        return f"{CANARY if self.withheld(kind, name) else 'Visas'} {kind.__name__} {name}"


def auditing(service: Service) -> Caller:
    return staff(service, *AUDITOR, scopes=SCOPES, purpose=PURPOSE)


def find_in_the_log(plan: WholePlan) -> None:
    """What an auditor writes of a sample of the audit log, in which the plan's entries are."""
    auditor = auditing(plan.service)
    seal(plan.service)
    drawn = auditor.post("/journal/v1/audit/samples", json=sample())
    assert drawn.status_code == 201, drawn.text
    path = f"/audit/samples/{drawn.json()['id']}/outcome"
    body = {"outcome": "to_be_followed_up", "text": plan.say(SampleOutcome, "text")}
    plan.sent.append(("put", path, body))
    assert auditor.put(f"/journal/v1{path}", json=body).status_code == 200


def correct_everything(plan: WholePlan) -> None:
    """Every text once more, by the way of a correction."""
    say, ids = plan.say, plan.ids
    plan.patch("", {"title": say(Plan, "title"), "reason": say(Plan, "reason")})
    body = {"name": say(Unit, "name"), "kind": say(Unit, "kind"), "principalName": say(Unit, "principal_name")}
    plan.patch(f"/units/{ids['units']}", body)
    plan.patch(f"/participants/{ids['participants']}", private(say))
    whole = plan.read()
    plan.patch(f"/goals/{ids['goals']}", {"text": say(Goal, "text")})
    responsible = {"kind": "other", "name": say(Intervention, "responsible_name")}
    other = whole["interventions"][-1]["id"]
    plan.patch(f"/interventions/{other}", {"text": say(Intervention, "text"), "responsible": responsible})
    body = {"howIsItGoing": "how_is_it_going", "helped": "helped", "hindered": "hindered"}
    plan.patch(f"/follow-ups/{ids['follow-ups']}", {member: say(FollowUp, name) for member, name in body.items()})
    texts = (("goals", "goals", Goal), ("interventions", "interventions", Intervention))
    for path, member, kind in (*texts, ("follow-ups", "followUps", FollowUp)):
        named = "how_is_it_going" if kind is FollowUp else "text"
        both = [one["id"] for one in whole[member] if one["citizenText"] and not one["withheldFromPatient"]]
        plan.patch(f"/{path}/{both[-1]}", in_her_words(say, kind, named))
    # Once more, now that the plan is shown: what a mapping does to a plan that is shown, it does now.
    entry = {"lifeArea": "sleep", "text": say(Mapping, "text")}
    plan.put("mapping", {"situation": say(Mapping, "situation"), "entries": [entry]})


Variants = dict[str, WholePlan]
_made: WeakKeyDictionary[Service, dict[bool, tuple[WholePlan, Variants]]] = WeakKeyDictionary()


def planted(service: Service, persons: Persons, *, protected: bool) -> tuple[WholePlan, Variants]:
    """One plan for all tests, and what else has become of copies of it: whoever changes it, changes a copy."""
    made = _made.setdefault(service, {})
    if protected not in made:
        whole = build(service, persons, Words(protected), protected=protected)
        correct_everything(whole)
        find_in_the_log(whole)
        bring(whole, persons)
        subscribe(whole, persons)
        change_number(whole, persons)
        made[protected] = whole, variants(whole, persons)
    return made[protected]
