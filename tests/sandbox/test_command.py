"""`sip sandbox` as a process: one command from nothing to a server that is filled; refused in production."""

import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.house.test_command_line import SIP, closed_port, environment, sentence


def run(folder: Path, *words: str, **given: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [SIP, "sandbox", *words], env=environment(**given), cwd=folder, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_production_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    for given in ({}, {"mode": "production"}):
        assert "set SIP_MODE=development" in sentence(run(tmp_path, **given))
    assert "loopback only" in sentence(run(tmp_path, "--host", "0.0.0.0", mode="development"))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_from_nothing_to_a_server_and_once_more(tmp_path: Path) -> None:
    """In a folder of its own, and by the very commands that it prints."""
    for new in (20, 0):
        port, log = closed_port(), tmp_path / "log"
        words = [SIP, "sandbox", "--plans", "20", "--port", str(port)]
        with log.open("w") as out:
            started = subprocess.Popen(words, env=environment(mode="development"), cwd=tmp_path, stdout=out, stderr=out)
        try:
            end = time.monotonic() + 60
            while "running on" not in log.read_text():
                assert started.poll() is None and time.monotonic() < end, log.read_text()
                time.sleep(0.1)
            said = log.read_text()
            assert f"The sandbox has 20 plans; {new} of them are new." in said
            command = said.split("staff, of every plan:")[1].splitlines()[0].replace(".venv/bin/sip", str(SIP))
            token = subprocess.run(
                command, shell=True, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
            ).stdout.strip()
            url = f"http://127.0.0.1:{port}"
            bearer = {"Authorization": f"Bearer {token}"}
            asked = httpx.get(f"{url}/journal/v1/plans?limit=100", headers=bearer, trust_env=False)
            assert len(asked.json()["plans"]) == 20
            assert httpx.get(f"{url}/sandbox/clock", trust_env=False).json() == {"now": None}
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(30)
    assert (tmp_path / "data" / "sandbox" / "sip.db").exists()
