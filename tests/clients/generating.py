"""The generator of Python clients, and what it makes of the two committed contracts.

It stands in an environment of its own beside this one, because it asks for an older library of command lines than the
service has. The folder carries its lock file's digest in its name, so that a new lock file makes a new folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

OPENAPI = Path(__file__).parents[2] / "openapi"
LOCK = Path(__file__).with_name("generator.lock")
ENVIRONMENT = Path(sys.prefix)
SECONDS = 300


def python_client(api: str, folder: Path) -> Path:
    """Generates the package `sip_{api}_client` as an integrator would, and says where it can be imported from.

    The generator warns of what it could not make of a contract, and leaves that out; here a warning is a failure.
    """
    programs = _generator() / "bin"
    made = folder / api
    command = [programs / "python", "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    done = subprocess.run(
        [*command, "--path", OPENAPI / f"{api}.json", "--output-path", made],
        cwd=folder,
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, f"no client of {api}.json:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}"
    return made


def _generator() -> Path:
    """Installed once, by pip, with the digests of the lock file."""
    folder = ENVIRONMENT / f"python-clients-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}"
    if folder.exists():
        return folder
    draft = Path(tempfile.mkdtemp(prefix=".python-", dir=ENVIRONMENT))
    pip = [sys.executable, "-m", "pip", "--python", str(draft / "bin" / "python")]
    try:
        _run([sys.executable, "-m", "venv", "--without-pip", str(draft)])
        _run([*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(LOCK)])
        try:
            os.rename(draft, folder)
        except OSError:
            assert folder.exists(), "neither this run nor another could name the folder"
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.fail(f"the generator was not installed within {SECONDS} s", pytrace=False)
    if done.returncode:
        pytest.fail(f"the generator could not be installed:\n{done.stderr[-2_000:]}", pytrace=False)
