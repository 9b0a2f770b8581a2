"""What the tests of clients share: the generated clients, made once for each run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.generating import python_client
from tests.clients.typescript import typescript_clients


@pytest.fixture(scope="session")
def python_clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Both packages, as folders to import from; while it lasts they can be imported here too."""
    folder = tmp_path_factory.mktemp("clients")
    made = [python_client(api, folder) for api in ("journal", "citizen")]
    with pytest.MonkeyPatch.context() as patch:
        for one in made:
            patch.syspath_prepend(one)
        yield made
        for name in [name for name in sys.modules if name.startswith(("sip_journal_client", "sip_citizen_client"))]:
            del sys.modules[name]


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs and both generated clients."""
    folder = tmp_path_factory.mktemp("typescript")
    typescript_clients(folder)
    return folder
