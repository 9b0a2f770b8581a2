"""The figures' tests and settings exist, and the page has a row for every property."""

import re

from tests.soak.__main__ import PAGE, ROOT
from tests.soak.figures import FIGURES


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
