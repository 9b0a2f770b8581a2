"""`make soak`: every figure on each of its databases, one after the other; then `documentation/figures.md` says so.

    make soak                     all of them, as often as a release does: hours
    make soak SHARE=suite         as often as was wanted of a suite
    make soak SHARE=0.01          a hundredth of a release, never less than `make test`
    make soak ONLY=withdrawal     those whose name holds that word

Only this computer is asked. Each run has an end of its own, and what did not pass is written down as such.
"""

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.soak.figures import FIGURES, SUITE, Figure

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "documentation" / "figures.md"
MARK = "<!-- below: written by make soak -->\n"
# A test of the suite ends within minutes, or is ended; what is tried so often has an end of its own, for each figure.
UNENDED = ("-o", "timeout=0")
SECONDS = float(os.environ.get("SOAK_SECONDS", str(4 * 3600)))
HEAD = "| property | wanted | n in the suite | n in the last soak | database | result | command | commit, day |\n" + (
    "|---|---|---|---|---|---|---|---|\n"
)


def commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


def tried(figure: Figure, database: str, share: str) -> tuple[int, str]:
    """How many, and what came of it."""
    number = figure.number(share)
    setting = dict(one.split("=") for one in figure.setting(number).split())
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "--show-capture=no", *UNENDED, "--database", database]
    began = time.monotonic()
    try:
        done = subprocess.run(
            [*command, *figure.test.split()],
            cwd=ROOT, env=os.environ | setting, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return number, f"**no end within {SECONDS:.0f} s**"
    seconds = time.monotonic() - began
    print(done.stdout[-20_000 if done.returncode else -1500 :], flush=True)
    return number, f"{'passed' if done.returncode == 0 else '**failed**'} in {seconds:.0f} s"


def often(figure: Figure) -> str:
    """How often the suite tries it."""
    return f"{figure.suite:,}" if figure.settings else "all"


def row(figure: Figure, database: str, number: str, result: str, when: str) -> str:
    if not figure.test:
        return f"| {figure.name} | {figure.wanted} | – | – | – | not tried so: {figure.instead} | – | – |\n"
    how = " ".join((*UNENDED, "--database", database))
    command = f"`{figure.setting(number)} pytest {figure.test} {how}`".replace("` ", "`")
    cells = (figure.name, figure.wanted, often(figure), number, database, result, command, when)
    return f"| {' | '.join(cells)} |\n"


def standing() -> dict[tuple[str, str], str]:
    """The rows of earlier runs, by property and database: what was wanted, and how often the suite tries it, as now."""
    named, found = {figure.name: figure for figure in FIGURES}, {}
    text = PAGE.read_text().partition(MARK)[2] if PAGE.exists() else ""
    for line in text.splitlines():
        cells = re.split(r"\s*\|\s*", line.strip("| "))
        if len(cells) == 8 and cells[0] in named and cells[5] != "not run yet":
            figure = named[cells[0]]
            cells[1], cells[2] = figure.wanted, often(figure)
            found[cells[0], cells[4]] = f"| {' | '.join(cells)} |\n"
    return found


def write(rows: dict[tuple[str, str], str]) -> None:
    """Every property has its rows: those that ran, and those that never have."""
    lines = []
    for figure in FIGURES:
        for database in figure.databases if figure.test else ("–",):
            never = row(figure, database, "–", "not run yet", "–").replace("=– ", f"={figure.release} ")
            lines.append(rows.get((figure.name, database), never))
    PAGE.write_text(PAGE.read_text().partition(MARK)[0] + MARK + HEAD + "".join(lines))


def main() -> None:
    share, only = os.environ.get("SHARE") or "1", os.environ.get("ONLY", "")
    if share != SUITE and not 0 < float(share) <= 1:
        sys.exit(f"SHARE is {SUITE}, or a part of a release up to 1")
    rows = standing()
    for figure in FIGURES:
        if not figure.test or only not in figure.name:
            continue
        for database in figure.databases:
            number, result = tried(figure, database, share)
            print(f"{figure.name}, {database}: {number}, {result}", flush=True)
            when = f"{commit()}, {datetime.now(UTC):%Y-%m-%d}"
            shown = f"{number}" if figure.settings else "all"
            rows[figure.name, database] = row(figure, database, shown, result, when)
            write(rows)
    write(rows)
    sys.exit(any("**" in line for line in rows.values()))


if __name__ == "__main__":
    main()
