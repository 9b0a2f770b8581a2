"""What a citizen may see of a plan. Two gates, each shut unless it is opened here; the plan gate, whether anything of
the plan is shown and when, stands before them in `publication`:

- the **row** gate, `gates.ROW_GATES`: is this goal, this participant, … shown at all;
- the **field** gate, `ledger.LEDGER`: every field of every type is either `Shown`, under the name the citizen's schema
  gives it (the second key), or `Withheld` with a written reason.

`project` keeps what passes and raises on anything that the ledger does not know; `drafts` says what waits while a plan
is revised. The mapping (kartläggning) is no part of a plan value and cannot come here at all.

Source: domain rules, what the citizen sees; SIP on 1177: the mapping is never mirrored; OSL (2009:400) 21 kap. 3 § and
22 kap. 1 § for protected identity; a judgement of inability to consent (menprövning) is never mirrored.
"""

from typing import Any

from app.domain.plan import Plan
from app.domain.visibility.lookup import Lookup
from app.domain.visibility.projection import project_row, rows_shown
from app.domain.withdrawal import as_they_stand


def project(plan: Plan) -> dict[str, Any]:
    """What the citizen sees of a plan that has passed the plan gate."""
    return project_row(Lookup.of(plan), plan)


def project_summonses(plan: Plan) -> dict[str, Any]:
    """Her summonses and who is called to them: shown before the plan is established, too."""
    lookup = Lookup.of(plan)
    return {name: rows_shown(lookup, plan, getattr(plan, name)) for name in ("summonses", "invitations")}


def project_consents(plan: Plan) -> list[dict[str, Any]]:
    """Her consents, shown from the day they are given and whatever becomes of the plan.

    One that a no to another of its kind took back is shown as withdrawn: she said no, and must see that it holds.
    """
    return rows_shown(Lookup.of(plan), plan, as_they_stand(plan))
