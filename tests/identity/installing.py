"""The OpenID provider that the tests ask for tokens: fetched once, by npm, into a folder of the environment's.

The lock file says which packages, by their digests, and not from where: npm asks the registry that the machine is set
to. The folder carries the digest of the lock file in its name, so that a new lock file makes a new folder.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "provider"
ENVIRONMENT = Path(__file__).parents[2] / ".venv"
FILES = ("package.json", "package-lock.json", "provider.js")
NODE = 20
SECONDS = 300


def provider_folder() -> Path:
    """Where `provider.js` can be run. The test fails, and says why, when it cannot be had."""
    if fault := _missing():
        needed = (
            f"a real OpenID provider, which runs on Node.js {NODE} or newer (Debian 13: apt-get install nodejs npm)"
        )
        pytest.fail(f"{fault}: the tests of tokens ask {needed}", pytrace=False)
    content = b"".join((SOURCE / name).read_bytes() for name in FILES)
    folder = ENVIRONMENT / f"openid-provider-{hashlib.sha256(content).hexdigest()[:16]}"
    if not folder.exists():
        _install(folder)
    return folder


def _missing() -> str | None:
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} cannot be found"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30).stdout.strip()
    return None if int(version.lstrip("v").partition(".")[0]) >= NODE else f"Node.js {version} is too old"


def _install(folder: Path) -> None:
    """Under another name first: a folder that is there is whole, also when two test runs make it at once."""
    ENVIRONMENT.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".openid-provider-", dir=ENVIRONMENT))
    try:
        for name in FILES:
            shutil.copy(SOURCE / name, draft)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = subprocess.run(command, cwd=draft, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"npm did not fetch the OpenID provider within {SECONDS} s", pytrace=False)
        if done.returncode:
            pytest.fail(f"npm could not fetch the OpenID provider:\n{done.stderr[-2_000:]}", pytrace=False)
        try:
            os.rename(draft, folder)
        except OSError:
            assert folder.exists(), "neither this run nor another could name the folder"
    finally:
        shutil.rmtree(draft, ignore_errors=True)
