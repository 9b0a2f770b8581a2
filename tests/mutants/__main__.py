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
from pathlib import Path

from tests.house.planted import ROOT, copy_of_the_tree
from tests.mutants.changes import Mutant, mutants

PAGE = ROOT / "documentation" / "mutants.md"
MARK = "<!-- below: written by make mutants -->\n"
HEAD = "| module, and its survivors | mutants | tried | killed | score | tests |\n|---|---|---|---|---|---|\n"
SECONDS = 120
# The module, and the quickest tests that ought to notice.
MODULES = {
    "app/domain/policy.py": ["tests/domain/test_policy.py"],
    "app/domain/reach.py": ["tests/domain/test_policy.py", "tests/domain/test_consent_scope.py", "tests/domain"],
    "app/domain/publication.py": ["tests/domain/test_publication.py", "tests/domain/test_visibility.py"],
    "app/domain/consent.py": ["tests/domain/test_consent.py", "tests/domain/test_consent_scope.py", "tests/domain"],
    "app/domain/withdrawal.py": ["tests/domain/test_withdrawal.py", "tests/domain"],
    "app/domain/window.py": ["tests/domain/test_consent.py", "tests/domain"],
    "app/domain/known_by.py": ["tests/api/test_known_by.py"],
    "app/domain/blocking.py": ["tests/domain/test_blocking.py", "tests/domain"],
    "app/domain/emergency.py": ["tests/api/test_emergency_access.py"],
    "app/domain/lifecycle.py": ["tests/domain/test_lifecycle.py", "tests/domain"],
    "app/domain/visibility/gates.py": ["tests/domain/test_visibility.py"],
    "app/domain/representation.py": ["tests/domain/test_representation.py"],
    "app/domain/visibility/projection.py": ["tests/domain/test_visibility.py", "tests/domain/test_ledger.py"],
    "app/domain/auditing.py": ["tests/domain/test_auditing.py"],
    "app/domain/checkpoint.py": ["tests/domain/test_checkpoint.py", "tests/house/test_seals.py"],
    "app/domain/merkle.py": ["tests/domain/test_merkle.py"],
    "app/domain/retention.py": ["tests/domain/test_retention.py"],
    "app/domain/erasure.py": ["tests/domain/test_erasure.py"],
    "app/http/tokens.py": ["tests/identity/test_tokens_refused.py", "tests/identity/test_tokens_accepted.py"],
    "app/http/claims.py": ["tests/identity/test_tokens_refused.py", "tests/identity/test_tokens_accepted.py"],
}


def survives(mutant: Mutant, file: str, tree: Path, tests: list[str]) -> bool:
    """Whether all tests are as green as before. No end in time is seen, too."""
    place = tree / file
    before = place.read_text()
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", "--database", "sqlite"]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        place.write_text(mutant.text)
        done = subprocess.run(
            [*command, *tests], cwd=tree, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        place.write_text(before)
    return done.returncode == 0


def tried(file: str, tree: Path, most: int) -> str:
    """The module's row, and a row for each survivor."""
    found = list(mutants((ROOT / file).read_text()))
    chosen = found
    if len(found) > most:
        chosen = sorted(random.Random(20261126).sample(found, most), key=lambda one: one.line)
    began = time.monotonic()
    lived = [one for one in chosen if survives(one, file, tree, MODULES[file])]
    killed = len(chosen) - len(lived)
    score = f"{100 * killed / len(chosen):.0f} %" if chosen else "–"
    print(f"{file}: {killed} of {len(chosen)} killed in {time.monotonic() - began:.0f} s", flush=True)
    lines = [f"| `{file}` | {len(found)} | {len(chosen)} | {killed} | {score} | {' '.join(MODULES[file])} |"]
    text = (ROOT / file).read_text().splitlines()
    for one in lived:
        lines.append(f"| – line {one.line} | {one.what} | | | | `{text[one.line - 1].strip().replace('|', '¦')}` |")
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
        for file in MODULES:
            if only in file:
                rows[file] = tried(file, tree, most)
                whole = "".join(rows[one] for one in MODULES if one in rows)
                PAGE.write_text(PAGE.read_text().partition(MARK)[0] + MARK + HEAD + whole)


if __name__ == "__main__":
    main()
