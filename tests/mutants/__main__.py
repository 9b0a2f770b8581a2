"""`make mutants`: each mutant in a copy of the tree, its module's tests until the first that turns red, and the score.

    make mutants                     all modules
    make mutants ONLY=policy MOST=60    those of that name, at most so many of each, drawn by a fixed seed

`documentation/mutants.md` gets the score of each module, and every survivor by its line; what is written above its
table, which explains the survivors, stays.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from enum import StrEnum
from pathlib import Path

from tests.house.planted import ROOT, copy_of_the_tree, require_own_app
from tests.mutants.changes import Mutant, mutants

PAGE = ROOT / "documentation" / "mutants.md"
MARK = "<!-- below: written by make mutants -->\n"
HEAD = "| module, and its survivors | mutants | tried | killed | score | tests |\n|---|---|---|---|---|---|\n"
SECONDS = 120
# The module, and the quickest tests that ought to notice.
MODULES = {
    "app/domain/policy.py": [
        "tests/domain/test_policy_told.py",
        "tests/domain/test_policy.py",
        "tests/domain/test_policy_consents.py",
    ],
    "app/domain/reach.py": ["tests/domain/test_policy.py", "tests/domain/test_consent_scope.py", "tests/domain"],
    "app/domain/publication.py": ["tests/domain/test_publication.py", "tests/domain/test_visibility.py"],
    "app/domain/consent.py": ["tests/domain/test_consent.py", "tests/domain/test_consent_scope.py", "tests/domain"],
    "app/domain/withdrawal.py": ["tests/domain/test_withdrawal.py", "tests/domain"],
    "app/domain/withdrawing.py": ["tests/domain/test_withdrawal.py", "tests/domain"],
    "app/domain/holding.py": ["tests/domain/test_consent_holds.py", "tests/domain"],
    "app/domain/window.py": ["tests/domain/test_consent.py", "tests/domain"],
    "app/domain/known_by.py": ["tests/api/test_known_by.py"],
    "app/domain/blocking.py": ["tests/domain/test_blocking.py", "tests/domain"],
    "app/domain/emergency.py": ["tests/api/test_emergency_access.py"],
    "app/domain/lifecycle.py": ["tests/domain/test_lifecycle.py", "tests/domain"],
    "app/domain/visibility/gates.py": ["tests/domain/test_gates.py", "tests/domain/test_visibility.py"],
    "app/domain/representation.py": ["tests/domain/test_representation.py"],
    "app/domain/visibility/projection.py": ["tests/domain/test_visibility.py", "tests/domain/test_ledger.py"],
    "app/domain/auditing.py": ["tests/domain/test_auditing.py"],
    "app/domain/checkpoint.py": ["tests/domain/test_checkpoint.py", "tests/house/test_seals.py"],
    "app/domain/merkle.py": ["tests/domain/test_merkle.py"],
    "app/domain/retention.py": ["tests/domain/test_retention.py"],
    "app/domain/erasure.py": ["tests/domain/test_erasure.py"],
    "app/http/tokens.py": ["tests/identity/test_tokens_refused.py", "tests/identity/test_tokens_accepted.py"],
    "app/http/claims.py": ["tests/identity/test_tokens_refused.py", "tests/identity/test_tokens_accepted.py"],
    "app/http/compact.py": ["tests/identity/test_tokens_refused.py", "tests/identity/test_tokens_accepted.py"],
    "app/http/confirmation.py": ["tests/identity/test_bound_tokens.py", "tests/identity/test_issuers_file.py"],
    "app/http/dpop.py": ["tests/identity/test_dpop.py", "tests/identity/test_bound_tokens.py"],
    "app/http/keysets.py": ["tests/identity/test_key_sets_at_addresses.py", "tests/identity/test_fetched_keys.py"],
    "app/http/jwks.py": [
        "tests/identity/test_fetched_keys.py",
        "tests/identity/test_key_sets_at_addresses.py",
        "tests/identity/test_issuers_file.py",
    ],
    "app/http/issuers.py": [
        "tests/identity/test_issuers_file.py",
        "tests/identity/test_tokens_refused.py",
        "tests/identity/test_tokens_accepted.py",
    ],
    "app/http/credentials.py": ["tests/identity/test_authorization_header.py", "tests/identity/test_bound_tokens.py"],
    "app/http/certificates.py": ["tests/identity/test_bound_tokens.py", "tests/identity/test_issuers_file.py"],
    "app/services/audit.py": ["tests/api/test_denials.py", "tests/house/test_audit_complete.py"],
    "app/services/sealing.py": ["tests/house/test_seals.py", "tests/house/test_sealing_key.py"],
    "app/services/seal_checking.py": ["tests/house/test_seals.py", "tests/house/test_seals_tampered.py"],
    "app/domain/visibility/ledger.py": ["tests/domain/test_ledger.py", "tests/domain/test_visibility.py"],
    "app/domain/visibility/drafts.py": ["tests/domain/test_revision.py", "tests/domain/test_filled.py"],
    "app/services/publishing.py": [
        "tests/domain/test_filled.py",
        "tests/domain/test_representation.py",
        "tests/house/test_two_keys.py",
        "tests/portal",
    ],
    "app/repositories/reach.py": [
        "tests/api/test_reach_rules.py",
        "tests/api/test_list_filters.py",
        "tests/api/test_policy_stored.py",
    ],
    "app/services/judging.py": ["tests/api/test_denials.py"],
    "app/walls.py": ["tests/house/test_walls_sqlite.py"],
    "app/rights.py": [
        "tests/house/test_serving_rights.py",
        "tests/house/test_serving_start.py",
        "tests/house/test_serving_login.py::test_a_command_that_takes_the_owner_says_so",
        "--database=postgresql",
    ],
}


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    NOT_RUN = "not run"  # which shows nothing: no tests, or none that could be read


def run(tree: Path, tests: list[str], seconds: float) -> int:
    """The exit code of those tests in that tree, until the first that is red.

    The domain's need nothing of the service, whose import takes longer than most of them.
    """
    alone = all(test.startswith("tests/domain") for test in tests)
    whole = ["--noconftest"] if alone else ["--database", "sqlite"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", *whole]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*command, *tests], cwd=tree, env=environment, capture_output=True, timeout=seconds, check=False
    )
    return done.returncode


def green(tree: Path, tests: list[str]) -> float:
    """How many seconds they take where nothing is changed; red there, their red would show nothing."""
    began = time.monotonic()
    code = run(tree, tests, 10 * SECONDS)
    if code != 0:
        raise RuntimeError(f"not green before anything is changed (exit code {code}): {' '.join(tests)}")
    return time.monotonic() - began


def outcome(mutant: Mutant, file: str, tree: Path, tests: list[str], seconds: float) -> Outcome:
    """Killed is a test that turns red, or no end in that time; tests that do not run at all have noticed nothing."""
    place = tree / file
    before = place.read_text()
    try:
        place.write_text(mutant.text)
        code = run(tree, tests, seconds)
    except subprocess.TimeoutExpired:
        return Outcome.KILLED
    finally:
        place.write_text(before)
    return {0: Outcome.SURVIVED, 1: Outcome.KILLED}.get(code, Outcome.NOT_RUN)


def tried(file: str, tree: Path, most: int) -> str:
    """The module's row, and a row for each that was not killed."""
    found = list(mutants((ROOT / file).read_text()))
    chosen = found
    if len(found) > most:
        chosen = sorted(random.Random(20261126).sample(found, most), key=lambda one: one.line)
    began = time.monotonic()
    seconds = max(SECONDS, 5 * green(tree, MODULES[file]))
    outcomes = [outcome(one, file, tree, MODULES[file], seconds) for one in chosen]
    killed = outcomes.count(Outcome.KILLED)
    score = f"{100 * killed / len(chosen):.0f} %" if chosen else "–"
    print(f"{file}: {killed} of {len(chosen)} killed in {time.monotonic() - began:.0f} s", flush=True)
    lines = [f"| `{file}` | {len(found)} | {len(chosen)} | {killed} | {score} | {' '.join(MODULES[file])} |"]
    text = (ROOT / file).read_text().splitlines()
    for one, what in zip(chosen, outcomes, strict=True):
        if what is not Outcome.KILLED:
            said = one.what.replace("|", "¦") + (", and no test ran" if what is Outcome.NOT_RUN else "")
            code = text[one.line - 1].strip().replace("|", "¦")
            lines.append(f"| – line {one.line} | {said} | | | | `{code}` |")
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def standing() -> dict[str, str]:
    """What earlier runs found, by module."""
    found: dict[str, str] = {}
    file = ""
    for line in (PAGE.read_text().partition(MARK)[2] if PAGE.exists() else "").splitlines(keepends=True)[2:]:
        file = line.split("`")[1] if line.startswith("| `") else file
        found[file] = found.get(file, "") + line
    return found


def main() -> None:
    only, most = os.environ.get("ONLY", ""), int(os.environ.get("MOST") or 100_000)
    rows = standing()
    with tempfile.TemporaryDirectory(prefix="sip-mutants-") as place:
        tree = copy_of_the_tree(Path(place))
        require_own_app(tree)
        for file in MODULES:
            if only in file:
                rows[file] = tried(file, tree, most)
                whole = "".join(rows[one] for one in MODULES if one in rows)
                PAGE.write_text(PAGE.read_text().partition(MARK)[0] + MARK + HEAD + whole)


if __name__ == "__main__":
    main()
