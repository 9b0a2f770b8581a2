import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import keys
from app.http import issuers
from app.http.jwks import FetchedKeys
from app.http.log_lines import JsonLines
from app.http.tokens import Verifier
from app.settings import Settings
from tests.aftermath import SIGNED

from . import craft
from .fetching import ALGORITHMS, OLD, Clock
from .key_server import KeyServer


@pytest.fixture(autouse=True)
def no_token_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever the test was about, and whether what was presented held or not."""
    # The client's own line, with the address that it asks for; the service sets it so, too.
    caplog.set_level(logging.WARNING, "httpx")
    caplog.set_level(logging.INFO)
    yield
    written = map(JsonLines().format, caplog.get_records("call"))
    assert not any(SIGNED.search(line) for line in written), "a token or a proof in a log line"


@pytest.fixture
def development(tmp_path: Path) -> Settings:
    return Settings(mode="development", data_dir=tmp_path / "data")


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Settings]:
    """Production settings whose issuers file holds these entries, beside these key sets."""

    def write(entries: Any = craft.ENTRIES, key_sets: dict[str, Any] = craft.KEY_SETS) -> Settings:
        file = tmp_path / "issuers.json"
        file.write_text(entries if isinstance(entries, str) else json.dumps(entries))
        for name, content in key_sets.items():
            (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content))
        return Settings(mode="production", data_dir=tmp_path / "data", issuers_file=file)

    return write


@pytest.fixture
def verifier(configured: Callable[..., Settings]) -> Verifier:
    settings = configured()
    keys.make_keys(settings)
    return Verifier(issuers.load(settings, keys.load(settings)))


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as running:
        running.says({"keys": [OLD]})
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(name="keys")
def fetched_keys(server: KeyServer, clock: Clock) -> FetchedKeys:
    return FetchedKeys(server.address, ALGORITHMS, clock)
