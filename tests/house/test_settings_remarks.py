"""What is told at start of settings that stop nothing; that it comes out of `sip serve` is in `test_command_line`."""

import pytest

from app.settings import Settings, remarks

NOT_SET = "SIP_PUBLIC_URL is not set: links in answers lead to the service's own address"
PUBLIC = "https://sip.example.se"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIP_{name.upper()}", raising=False)


def test_a_name_that_is_no_setting_is_told_of_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIP_POOLSIZE", "SIP_POOL_SIZE", "SIPPOOL", "SIP_CITIZEN_DATABASE"):
        monkeypatch.setenv(name, "7")
    told = ["SIP_CITIZEN_DATABASE is no setting: see the README", "SIP_POOLSIZE is no setting: see the README"]
    assert remarks(Settings(mode="development")) == told


@pytest.mark.parametrize(
    ("mode", "more", "told"),
    [
        ("production", {}, [NOT_SET]),
        ("production", {"public_url": PUBLIC}, []),
        ("production", {"gateway_urls": PUBLIC}, []),
        ("development", {}, []),
    ],
)
def test_in_production_it_is_told_that_links_lead_nowhere(mode: str, more: dict[str, str], told: list[str]) -> None:
    assert remarks(Settings(mode=mode, **more)) == told  # type: ignore[arg-type]
