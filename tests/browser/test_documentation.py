"""Both documentations as a person sees them: whole, without a complaint, and with nothing asked of another host."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.node import PROGRAMS, installed
from tests.service import Service, development

ROOT = Path(__file__).parents[2]
APIS = ("journal", "citizen")
Seen = dict[str, Any]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Seen]]:
    """What the browser saw of each documentation. The pictures stay in pytest's folder, for whoever wants to look."""
    folder = tmp_path_factory.mktemp("browser")
    service = Service("sqlite", development(folder))
    asked = {
        "pages": [f"{service.url}/{api}/v1/docs" for api in APIS],
        "widths": [1280],
        "pictures": str(folder / "pictures"),
    }
    try:
        done = subprocess.run(
            [PROGRAMS / "node", "look.js"],
            cwd=installed(Path(__file__).parent / "looking"),
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)},
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr
        yield dict(zip(APIS, json.loads(done.stdout), strict=True))
    finally:
        service.stop()


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS)
def test_it_renders_whole(seen: dict[str, Seen], api: str) -> None:
    page, contract = seen[api], json.loads((ROOT / "openapi" / f"{api}.json").read_text())
    operations = [one for path in contract["paths"].values() for one in path.values() if "operationId" in one]
    assert page["status"] == 200 and page["title"] == contract["info"]["title"]
    assert len(page["operations"]) == len(operations) > 3
    for one in operations:
        assert any(shown.endswith(f"-{one['operationId']}") for shown in page["operations"]), one["operationId"]
        assert one["summary"] in page["text"]
    assert page["opened"] > 3, "the first operation shows its answers"
    assert page["pictures"] and page["beyond"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS)
def test_it_asks_nobody_else_and_complains_of_nothing(seen: dict[str, Seen], api: str) -> None:
    page = seen[api]
    assert len(page["asked"]) > 4
    for address in page["asked"]:
        assert address.startswith("data:") or urlsplit(address).hostname == "127.0.0.1", address
    assert page["failed"] == [] and page["complaints"] == []
