"""The figures' tests and settings exist, a soak tries as many as was wanted, and the page has a row for each."""

import re

import pytest

from tests.soak import __main__ as soak
from tests.soak.__main__ import PAGE, ROOT, standing, write
from tests.soak.figures import FIGURES, SUITE


def test_every_figure_names_a_test_and_a_setting_that_it_reads() -> None:
    for figure in FIGURES:
        assert bool(figure.test) is not bool(figure.instead), figure.name
        for place in figure.test.split():
            file, _, test = place.partition("::")
            text = (ROOT / file).read_text()
            assert not test or f"def {test}(" in text, place
            for setting in re.findall("([A-Z_]+)=", figure.settings):
                assert f'os.environ.get("{setting}"' in text, f"{setting} is not read by {file}"
        for file in re.findall(r"`([a-z_/]+\.py)`", figure.instead):
            assert (ROOT / "tests" / file).exists(), file


def test_the_page_has_every_property() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    named = {line.split(" | ")[0][2:] for line in rows}
    assert named == {figure.name for figure in FIGURES}
    for figure in FIGURES:
        mine = [line for line in rows if line.startswith(f"| {figure.name} |")]
        assert len(mine) == (len(figure.databases) if figure.test else 1)
        assert figure.test or "not tried so" in mine[0]


def test_a_soak_of_the_suites_column_tries_what_was_asked_of_a_suite() -> None:
    for figure in FIGURES:
        assert figure.suite <= figure.asked <= figure.release, figure.name
        assert figure.number(SUITE) == figure.asked and figure.number("1") == figure.release
        assert figure.number("0.000001") == figure.suite, "never less than the suite"
        words = re.findall(r"[0-9][0-9,]*", figure.wanted)
        assert not figure.settings or f"{figure.asked:,}" in [one.strip(",") for one in words], figure.name
        assert (sum(figure.beside) > 0) is ("{m}" in figure.settings)
        assert soak.row(figure, "sqlite", "all" if not figure.settings else "5", "passed", "today").endswith(
            "| today |\n"
        )
    pairs = next(one for one in FIGURES if "pairs of worlds" in one.name)
    assert pairs.setting(pairs.asked) == "INTERFERENCE_PAIRS=200 INTERFERENCE_REQUESTS=200"
    assert pairs.setting(pairs.release) == "INTERFERENCE_PAIRS=5000 INTERFERENCE_REQUESTS=500"


@pytest.mark.parametrize("share", ["0", "2", "-1"])
def test_no_other_share_is_taken(share: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARE", share)
    monkeypatch.setattr(soak, "FIGURES", ())
    with pytest.raises(SystemExit, match="a part of a release"):
        soak.main()


def test_writing_the_page_anew_loses_no_result() -> None:
    before, rows = PAGE.read_text(), standing()
    assert rows and sum(" passed in " in one for one in rows.values()) == before.count(" passed in ")
    try:
        write(rows)
        assert PAGE.read_text() == before, "run `make soak ONLY=nothing`"
    finally:
        PAGE.write_text(before)
