"""Plants bugs, one at a time, in a copy of the tree, and sees whether the tests turn red.

`python -m tests.house.planted` plants all of them and writes `PLANTED.md`; with names, only those, and writes nothing.
The bugs stand in `planted.toml`: exact texts and what they become; a text that is not there, once, stops the run. The
same tests must be green before anything is planted, or their red would prove nothing. The tree itself is never touched.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LIST, TABLE = Path(__file__).with_name("planted.toml"), Path(__file__).with_name("PLANTED.md")
COPIED = ("app", "migrations", "openapi", "documentation", "tests", "demo", "pyproject.toml", "README.md")
SECONDS = 300
# The name of a test may have blanks in it; what it said comes after " - ".
RED = re.compile(r"^(?:FAILED|ERROR) tests/(.+?)(?: - (.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Bug:
    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    database: str


def bugs() -> list[Bug]:
    """As listed; no name twice."""
    found = [
        Bug(
            one["name"], tuple(Edit(**edit) for edit in one["edit"]), tuple(one["tests"]), one.get("database", "sqlite")
        )
        for one in tomllib.loads(LIST.read_text())["bug"]
    ]
    assert len({one.name for one in found}) == len(found), "two bugs have one name"
    return found


@dataclass(frozen=True)
class Result:
    """`caught_by` is the first test that turned red, and what it said; `fault` kept the tests from being run at all."""

    bug: Bug
    caught_by: str = ""
    said: str = ""
    fault: str = ""

    @property
    def outcome(self) -> str:
        return f"`{self.caught_by}`" if self.caught_by else f"**{self.fault or 'not caught'}**"


def plant(bug: Bug, tree: Path) -> dict[Path, str]:
    """Writes the bug into the tree; what the files held before is given back, to be put back."""
    before = {}
    for edit in bug.edits:
        file = tree / edit.file
        text = file.read_text()
        if text.count(edit.old) != 1:
            raise LookupError(f"{bug.name}: {edit.file} has its text {text.count(edit.old)} times, not once")
        before.setdefault(file, text)
        file.write_text(text.replace(edit.old, edit.new))
    return before


def run(tree: Path, database: str, tests: Iterable[str]) -> tuple[int, str]:
    """The tests in that tree, and nothing of ours: its own `app` comes first on the path. Stops at the first red."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-m", "not slow"]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "320"}
    done = subprocess.run(
        [*command, "--database", database, *tests],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def try_bug(bug: Bug, tree: Path) -> Result:
    before = plant(bug, tree)
    try:
        code, output = run(tree, bug.database, bug.tests)
    except subprocess.TimeoutExpired:
        return Result(bug, fault=f"no end after {SECONDS} s")
    finally:
        for file, text in before.items():
            file.write_text(text)
    red = RED.search(output)
    if code == 1 and red:
        return Result(bug, caught_by=red[1], said=(red[2] or "").replace("|", "¦"))
    return Result(bug) if code == 0 else Result(bug, fault=f"the tests did not run (exit code {code})")


def copy_of_the_tree(place: Path) -> Path:
    tree = place / "tree"
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, tree / name)
    return tree


def require_own_app(tree: Path) -> None:
    """The copy's tests must try the copy's code."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    said = subprocess.run(
        [sys.executable, "-c", "import app; print(app.__file__)"],
        cwd=tree, env=environment, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    if not Path(said).is_relative_to(tree):
        raise RuntimeError(f"the copy imports {said}, which is not its own")


def require_green(tree: Path, planned: Iterable[Bug]) -> None:
    wanted: dict[str, dict[str, None]] = {}
    for bug in planned:
        wanted.setdefault(bug.database, {}).update(dict.fromkeys(bug.tests))
    for database, tests in wanted.items():
        # A file that is asked for whole is not asked for again by one of its tests.
        whole = [test for test in tests if "::" not in test or test.partition("::")[0] not in tests]
        code, output = run(tree, database, whole)
        if code != 0:
            raise RuntimeError(f"not green before anything is planted ({database}):\n{output[-2000:]}")


def try_all(planned: list[Bug], *, green: bool = True) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="sip-planted-") as place:
        tree = copy_of_the_tree(Path(place))
        require_own_app(tree)
        if green:
            require_green(tree, planned)
        results = []
        for number, bug in enumerate(planned, 1):
            began = time.monotonic()
            results.append(try_bug(bug, tree))
            seconds = time.monotonic() - began
            print(f"{number:2}/{len(planned)} {bug.name}: {results[-1].outcome} {seconds:.0f} s", flush=True)
    return results


def table(results: list[Result]) -> str:
    caught = sum(bool(result.caught_by) for result in results)
    lines = [
        "# Planted bugs",
        "",
        "Made by `python -m tests.house.planted`, which plants each bug in a copy of the tree and runs the tests that",
        "should notice. The test is the first that turned red.",
        "",
        f"**{caught} of {len(results)} caught.**",
        "",
        "| bug | planted in | database | caught by | which said |",
        "|---|---|---|---|---|",
    ]
    for result in results:
        files = ", ".join(dict.fromkeys(f"`{edit.file}`" for edit in result.bug.edits))
        lines.append(
            f"| {result.bug.name} | {files} | {result.bug.database} | {result.outcome} | {result.said[:120]} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    everything = bugs()
    chosen = [bug for bug in everything if not sys.argv[1:] or bug.name in sys.argv[1:]]
    if not chosen:
        sys.exit("there is no bug of that name")
    results = try_all(chosen)
    text = table(results)
    print(text)
    if len(chosen) == len(everything):
        TABLE.write_text(text)
    sys.exit(not all(result.caught_by for result in results))


if __name__ == "__main__":
    main()
