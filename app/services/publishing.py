"""Makes the bytes that the citizen is shown: the ledger's projection, read once more by the citizen's own schema.

Two keys: a field that the ledger shows and the schema does not name is refused here, and so is the reverse, and the
change that would have published it is rolled back. This makes the copies; only the one door stores them.
"""

import hashlib
from datetime import datetime
from typing import Any

from app.domain import publication, representation, visibility
from app.domain.plan import Plan
from app.domain.publication import Publication
from app.domain.representation import Readable
from app.domain.visibility import drafts
from app.domain.window import Window
from app.schemas.citizen.consent import CitizenConsents
from app.schemas.citizen.plan import CitizenPlan
from app.schemas.citizen.summons import CitizenSummonses
from app.services.fingerprint import fingerprint


def _since(plan: Plan, own: Publication | None, others: Publication | None) -> dict[str, Any] | None:
    """From when she is shown it herself, and from when those who read for her may be; None: nobody ever is."""
    if others is None or (own is None and not plan.representations):
        return None
    # What she never sees herself is shown to her from the very instant until which it is shown.
    hers = own.since if own is not None else others.until
    return {"visible_since": hers, "represented_since": others.since if plan.representations else None}


def _copy(plan: Plan, since: dict[str, Any], body: bytes) -> dict[str, Any]:
    return since | {
        "person_key": plan.person.key,
        "fingerprint": fingerprint(),
        "etag": hashlib.sha256(body).hexdigest()[:32],
        "body": body,
    }


def plan_copy(plan: Plan, adopted: Plan | None, now: datetime) -> dict[str, Any] | None:
    """The plan's copy, or None when nothing of it is shown. `adopted` is the version that a revised plan revises."""
    others = publication.publication_for_others(plan, now)
    since = _since(plan, publication.publication(plan, now), others)
    if others is None or since is None:
        return None
    if plan.revises is not None:
        if adopted is None:
            raise AssertionError("a plan that is being revised is shown as it was adopted, or not at all")
        plan = drafts.as_adopted(plan, adopted)
    body = CitizenPlan.model_validate(visibility.project(plan)).model_dump_json(by_alias=True).encode()
    return _copy(plan, since, body) | {"visible_until": others.until}


def consents_copy(plan: Plan, now: datetime) -> dict[str, Any] | None:
    """The copy of her consents of that plan, or None when none is shown."""
    since = _since(plan, publication.consents_publication(plan, now), publication.consents_for_others(plan))
    if since is None:
        return None
    shown = {"planId": plan.id, "consents": visibility.project_consents(plan)}
    body = CitizenConsents.model_validate(shown).model_dump_json(by_alias=True).encode()
    return _copy(plan, since, body)


def summonses_copy(plan: Plan, now: datetime) -> dict[str, Any] | None:
    """The copy of her summonses of that plan, or None when none is shown."""
    others = publication.summonses_for_others(plan, now)
    since = _since(plan, publication.summonses_publication(plan, now), others)
    if others is None or since is None:
        return None
    shown = {"planId": plan.id} | visibility.project_summonses(plan)
    body = CitizenSummonses.model_validate(shown).model_dump_json(by_alias=True).encode()
    return _copy(plan, since, body) | {"visible_until": others.until}


def readers(plan: Plan) -> list[dict[str, Any]]:
    """Who reads of this plan for her, and when: one row for each window; none, once it is protected or annulled.

    Who is shut out has rows too, with nothing in their scope. Which numbers are one person's is asked at the read.
    """
    said = representation.said(plan)
    rows = []
    for one in plan.representations:
        about = said(one)
        spans: list[tuple[Window, list[Readable]]] = []
        spans += [(window, list(one.scope)) for window in representation.windows(plan, one, about)]
        spans += [(window, []) for window in representation.shut_windows(plan, one, about)]
        rows += [
            {
                "representation_id": one.id,
                "since": window.since,
                "until": window.until,
                "reader_key": one.reader_key,
                "person_key": plan.person.log_key,
                "kind": one.kind,
                "scope": scope,
                "fingerprint": fingerprint(),
            }
            for window, scope in spans
        ]
    return rows
