"""What an operator says of the service stands in the contracts as they are served, and in no others."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import main
from app.http.about import About, AboutFault, operator_says
from tests.contract.profile import RULES
from tests.service import development

SAID: dict[str, Any] = {
    "contact": {"name": "Region Exempel", "url": "https://exempel.se", "email": "api@exempel.se"},
    "termsOfService": "https://exempel.se/villkor",
    "license": {"name": "Avtal", "url": "https://exempel.se/avtal"},
    "x-sla": {"availability": "99,9 %", "responseTime": "300 ms", "support": "8-17"},
    "x-limitations": "Inga kända. None known.",
    "x-dcat": {"dcterms:title-sv": "SIP"},
}


def written(folder: Path, said: Any) -> Path:
    path = folder / "about.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said))
    return path


def served(folder: Path, path: Path | None, api: str = "journal") -> Any:
    async def ask() -> Any:
        built = main.build(development(folder, about_file=path, public_url="https://sip.exempel.se"))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(built), base_url="http://sip") as client:
            return (await client.get(f"/{api}/v1/openapi.json")).json()

    return asyncio.run(ask())


def test_the_served_contract_says_what_the_operator_says(tmp_path: Path) -> None:
    plain, said = served(tmp_path, None), served(tmp_path, written(tmp_path, SAID))
    assert {name: said["info"][name] for name in SAID} == SAID
    assert {name for name in said["info"] if said["info"][name] != plain["info"].get(name)} == set(SAID)
    generated = main.journal_api().openapi()
    here = {
        "servers": [{"url": "https://sip.exempel.se/journal/v1"}],
        "externalDocs": generated["externalDocs"] | {"url": "https://sip.exempel.se/guide"},
    }
    assert plain == generated | here
    assert said | {"info": plain["info"]} == plain
    # The served one meets the profile as the committed one does, with the operator's own words in it.
    assert [name for name, check in RULES.items() if list(check(said))] == []


LOGIN = {"authorizationUrl": "https://login.exempel.se/a", "tokenUrl": "https://login.exempel.se/t"}


def test_where_documentation_and_tokens_are_is_the_operators_to_say(tmp_path: Path) -> None:
    """Of each API for itself: an issuer of staff's tokens is none of citizens'."""
    docs = {"url": "https://exempel.se/sip"}
    file = written(tmp_path, {"externalDocs": docs, "oauth2": {"journal": LOGIN}})
    for name, expected in (("journal", {**LOGIN, "refreshUrl": LOGIN["tokenUrl"]}), ("citizen", None)):
        plain, said = served(tmp_path, None, name), served(tmp_path, file, name)
        assert said["externalDocs"] == plain["externalDocs"] | docs
        flows = [one["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"] for one in (plain, said)]
        assert "example.se" in flows[0]["tokenUrl"]
        assert flows[1] == (flows[0] | expected if expected else flows[0])
        assert said["info"] == plain["info"] and said["paths"] == plain["paths"]
    refresh = {"refreshUrl": "https://login.exempel.se/r"}
    said = served(tmp_path, written(tmp_path, {"oauth2": {"citizen": LOGIN | refresh}}), "citizen")
    assert said["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"].items() >= refresh.items()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"contact": {"name": "a", "url": "http://a.se", "email": "a@b.se"}}, "contact.url"),
        ({"contact": {"name": "hemligt"}}, "contact.email"),
        ({"x-sla": {"availability": ""}}, "x-sla.availability"),
        ({"title": "hemligt"}, "title"),
        ({"externalDocs": {"url": "http://hemligt.se"}}, "externalDocs.url"),
        ({"oauth2": {"journal": {"tokenUrl": "https://hemligt.se"}}}, "oauth2.journal.authorizationUrl"),
        ({"oauth2": {"journal": LOGIN | {"tokenUrl": "http://hemligt.se"}}}, "oauth2.journal.tokenUrl"),
        ({"oauth2": {"staff": LOGIN}}, "oauth2.staff"),
        ([], "SIP_ABOUT_FILE"),
        ("{", "JSONDecodeError"),
    ],
)
def test_what_cannot_be_used_stops_the_start_and_is_not_repeated(tmp_path: Path, said: Any, place: str) -> None:
    with pytest.raises(AboutFault) as raised:
        operator_says(written(tmp_path, said))
    assert place in str(raised.value) and "hemligt" not in str(raised.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(AboutFault, match="FileNotFoundError"):
        operator_says(tmp_path / "none.json")
    assert operator_says(None) == About()


@pytest.mark.parametrize("name", ["public_url", "gateway_urls"])
def test_production_is_published_by_https_alone(tmp_path: Path, name: str) -> None:
    value: Any = "http://sip.exempel.se" if name == "public_url" else ("http://sip.exempel.se",)
    with pytest.raises(RuntimeError, match="https alone"):
        main.build(development(tmp_path, **{name: value}).model_copy(update={"mode": "production"}))
