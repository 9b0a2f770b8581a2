"""Whether every text that could leak holds a canary: found by walking the ledger and the schemas of requests.

A new field without a canary fails here; what becomes of the canaries is in `test_canaries`.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints

from app.domain.block import Block
from app.domain.consent import Consent
from app.domain.emergency_access import EmergencyAccess
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.notice import Notice
from app.domain.participant import Participant
from app.domain.person import Person
from app.domain.plan import PARTS, Plan
from app.domain.representation import Representation
from app.domain.source import SourceIdentifier
from app.domain.unit import Unit
from app.domain.visibility.drafts import DRAFTED
from app.domain.visibility.gates import ROW_GATES
from app.domain.visibility.ledger import LEDGER, OWN_WORDS
from tests.callers import JOURNAL
from tests.house.canaries import Variants, Words
from tests.house.staffed_plan import BESIDE_HER_WORDS, OF_A_DRAFT, OF_A_WITHHELD_ROW, WholePlan

# Texts that cannot hold a canary, because only certain shapes are taken; they are looked for as they are.
SHAPED = {
    (Unit, "hsa_id"),
    (Block, "hsa_id"),
    (EmergencyAccess, "unit_hsa_id"),
    (EmergencyAccess, "person_hsa_id"),
    (Unit, "principal_org_number"),
    (Participant, "hsa_id"),
    (Participant, "sealed_number"),
    (Representation, "reader_key"),
    (Representation, "sealed_number"),
    (Notice, "acknowledged_by"),
    (Person, "key"),
    (Person, "sealed_number"),
    (Person, "entered_key"),
    (Person, "entered_number"),
    (Person, "entered_born"),
    (SourceIdentifier, "owner"),
    (SourceIdentifier, "client"),
    (Plan, "legal_bases"),
}
# What a unit that opened the plan calls itself is withheld of the plan, and stands in her own log.
IN_HER_LOG = {(EmergencyAccess, "unit_name"), (EmergencyAccess, "principal_name")}
# The kinds of which single rows may be withheld, and their texts with them.
WITHHELD_ROWS = {Goal, Intervention, FollowUp, Participant, Consent}
# Texts that no withheld row has, and one that no other row has.
OF_SHOWN_ROWS = {(Intervention, "responsible_name"), (Consent, "relatives")}
OF_WITHHELD_ROWS = {(Consent, "assessment")}


def texts_of(kind: type) -> list[str]:
    hints = get_type_hints(kind)
    return [f.name for f in fields(kind) if hints[f.name] in (str, str | None, tuple[str, ...])]


def beside(name: str) -> bool:
    return name.endswith(BESIDE_HER_WORDS)


def test_every_withheld_text_of_the_ledger_holds_a_canary(plan: WholePlan) -> None:
    assert isinstance(plan.say, Words)
    missing = []
    for kind in LEDGER:
        for name in texts_of(kind):
            shaped = SHAPED | OF_WITHHELD_ROWS | IN_HER_LOG
            if plan.say.withheld(kind, name) and (kind, name) not in plan.say.asked | shaped:
                missing.append(f"{kind.__name__}.{name}")
            if LEDGER[kind][name] is OWN_WORDS and not {n for k, n in plan.say.asked if k is kind and beside(n)}:
                missing.append(f"a text of {kind.__name__}{BESIDE_HER_WORDS}")
            if kind in WITHHELD_ROWS and (kind, name) not in SHAPED | OF_SHOWN_ROWS:
                row = f"{name}{OF_A_WITHHELD_ROW}"
                if (kind, row) not in plan.say.asked:
                    missing.append(f"{kind.__name__}.{row}")
    drafted = {kind for kind, name in plan.say.asked if name.endswith(OF_A_DRAFT)}
    # A follow-up is not written while the plan is revised.
    missing += [f"a draft of {name}" for name in DRAFTED if PARTS[name] not in drafted | {FollowUp}]
    assert not missing, f"give these a canary in whole_plan: {missing}"
    marks = {"withheld_from_patient", "protected_identity"}
    marked = {kind for kind in ROW_GATES if marks & {f.name for f in fields(kind)}}
    assert marked <= WITHHELD_ROWS


def test_every_text_that_can_be_sent_was_sent(plan: WholePlan, others: Variants) -> None:
    sent: set[tuple[str, str, str]] = set()
    for method, path, document in [one for plan in (plan, *others.values()) for one in plan.sent]:
        whole = path.startswith(("/plan", "/audit/", "/emergency-accesses", "/webhook-subscriptions", "/sources"))
        inside = path if whole else f"/plans/{plan.plan_id}" + (f"/{path.strip('/')}" if path else "")
        template = JOURNAL.template(inside)
        assert template is not None, inside
        sent |= {(method, template, place) for place in sent_texts(document)}
    can = {
        (method, path, place)
        for method, path, operation in JOURNAL.operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for place in free_texts(content["schema"])
    }
    assert len(can) > 30
    assert not can - sent, f"send these from whole_plan: {sorted(can - sent)}"


def free_texts(schema: Any, place: str = "") -> Iterator[str]:
    """Where a schema takes any text."""
    schema = JOURNAL._resolve(schema)
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from free_texts(part, place)
    for name, member in schema.get("properties", {}).items():
        yield from free_texts(member, f"{place}/{name}")
    if "items" in schema:
        yield from free_texts(schema["items"], place)
    shaped = schema.keys() & {"pattern", "enum", "format", "const"}
    if schema.get("type") == "string" and not shaped:
        yield place


def sent_texts(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from sent_texts(member, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from sent_texts(item, place)
    elif isinstance(value, str):
        yield place
