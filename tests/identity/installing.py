"""The OpenID provider that the tests ask for tokens: fetched once, by npm, into a folder of the environment's.

The lock file says which packages, by their digests, and not from where: npm asks the registry that the machine is set
to. The folder carries the digest of the lock file in its name, so that a new lock file makes a new folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "provider"
ENVIRONMENT = Path(__file__).parents[2] / ".venv"
FILES = ("package.json", "package-lock.json", "provider.js")
# Node.js and npm come with the development packages, beside Python.
PROGRAMS = Path(sys.executable).parent
SECONDS = 300


def provider_folder() -> Path:
    """Where `provider.js` can be run by `PROGRAMS / "node"`."""
    content = b"".join((SOURCE / name).read_bytes() for name in FILES)
    folder = ENVIRONMENT / f"openid-provider-{hashlib.sha256(content).hexdigest()[:16]}"
    if not folder.exists():
        _install(folder)
    return folder


def _install(folder: Path) -> None:
    """Under another name first: a folder that is there is whole, also when two test runs make it at once."""
    ENVIRONMENT.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".openid-provider-", dir=ENVIRONMENT))
    try:
        for name in FILES:
            shutil.copy(SOURCE / name, draft)
        command = [PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
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
