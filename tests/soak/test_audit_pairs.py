"""Twenty thousand requests and more, and the log beside them: no access without its entry, no entry without an access.

AUDIT_PAIRS says how many requests. Beside that, entries that go missing, and entries of nothing, are planted in the
one place where the log is written: the same look, and it sees.
"""

import os
from typing import Any
from uuid import UUID

import pytest

from app.repositories import audit
from tests.persons import Persons
from tests.service import Service
from tests.soak.pairs import compared

PAIRS = int(os.environ.get("AUDIT_PAIRS", "300"))


@pytest.mark.slow
def test_no_access_without_entry_and_no_entry_without_access(service: Service, persons: Persons) -> None:
    told = compared(service, persons, PAIRS, 20261126)
    print(told)
    assert not told.unlike, told.unlike[:20]
    # Accesses and denials both, or there was little to miss.
    assert told.accesses > PAIRS / 4 and told.denials > PAIRS / 8 and told.entries >= told.accesses


@pytest.mark.slow
def test_an_entry_that_is_lost_or_too_many_is_seen(
    service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of reads alone: of a change, every test's aftermath would see it too."""
    add, seen = audit.add, []

    async def wrongly(connection: Any, rows: list[dict[str, Any]]) -> None:
        read = rows[0]["outcome"] == "allowed" and rows[0]["kind"] == "Läsa"
        seen.extend([1] * read)
        turn = len(seen) % 6 if read else 0
        if turn != 1:
            await add(connection, rows)
        if turn in (2, 3):
            other = {"trace_id": "f" * 32} if turn == 2 else {}
            await add(connection, [row | other | {"id": UUID(int=row["id"].int ^ 1)} for row in rows])

    monkeypatch.setattr(audit, "add", wrongly)
    unlike = " ".join(compared(service, persons, 150, 7).unlike)
    for complaint in ("an access has no entry", "one access has 2 entries", "an entry without a request"):
        assert complaint in unlike
