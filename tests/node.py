"""Programs of Node.js that the tests use: fetched once, by npm, into a folder of the environment's.

The lock file says which packages, by their digests, and not from where: npm asks the registry that the machine is set
to. The folder carries the digest of all its files in its name, so that a new lock file makes a new folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ENVIRONMENT = Path(__file__).parents[1] / ".venv"
# Node.js and npm come with the development packages, beside Python.
PROGRAMS = Path(sys.executable).parent
SECONDS = 300


def installed(source: Path) -> Path:
    """Where the program of that folder (`package.json`, its lock, and what it runs) stands with its packages."""
    files = sorted(path for path in source.iterdir() if path.is_file())
    content = b"".join(path.read_bytes() for path in files)
    folder = ENVIRONMENT / f"node-{source.name}-{hashlib.sha256(content).hexdigest()[:16]}"
    if not folder.exists():
        _install(files, folder)
    return folder


def _install(files: list[Path], folder: Path) -> None:
    """Under another name first: a folder that is there is whole, also when two test runs make it at once."""
    ENVIRONMENT.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".node-", dir=ENVIRONMENT))
    try:
        for path in files:
            shutil.copy(path, draft)
        command = [PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = subprocess.run(command, cwd=draft, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"npm did not fetch {folder.name} within {SECONDS} s", pytrace=False)
        if done.returncode:
            pytest.fail(f"npm could not fetch {folder.name}:\n{done.stderr[-2_000:]}", pytrace=False)
        try:
            os.rename(draft, folder)
        except OSError:
            assert folder.exists(), "neither this run nor another could name the folder"
    finally:
        shutil.rmtree(draft, ignore_errors=True)
