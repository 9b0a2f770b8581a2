"""The Dockerfile, without Docker: what it says is read, and the steps of its build stage are taken in a folder.

What needs a container (the user, the port, the volume) is read only, never tried here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Step:
    word: str
    rest: str

    @property
    def parts(self) -> list[str]:
        return json.loads(self.rest) if self.rest.startswith("[") else self.rest.split()


def stages() -> list[list[Step]]:
    """The instructions of each stage; comments gone, continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    found: list[list[Step]] = []
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            if word == "FROM":
                found.append([])
            found[-1].append(Step(word, " ".join(rest.split()) if word != "HEALTHCHECK" else rest))
    return found


BUILD, FINAL = stages()


def only(steps: list[Step], word: str) -> Step:
    (step,) = [step for step in steps if step.word == word]
    return step


def copied() -> list[str]:
    return [step.parts[0] for step in BUILD if step.word == "COPY"]


def test_bases_are_pinned_by_tag() -> None:
    for stage in (BUILD, FINAL):
        image = only(stage, "FROM").parts[0]
        assert image.startswith("python:3.11-slim-")


def test_runs_as_a_user_of_no_rights() -> None:
    words = [step.word for step in FINAL]
    assert int(only(FINAL, "USER").rest) > 0
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])


def test_every_package_is_fetched_by_its_hash() -> None:
    for step in BUILD + FINAL:
        if step.word != "RUN":
            continue
        for command in step.rest.split("&&"):
            if "pip install" in command:
                assert "--require-hashes" in command or "--no-index" in command
            if "pip wheel" in command:
                assert "--no-deps" in command
                assert "--no-build-isolation" in command


def test_copies_what_the_wheel_is_made_of_and_the_ignore_list_lets_it_in() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(copied()) == sorted([*packages, "pyproject.toml", "requirements.lock"])
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignore[1] == "*"
    assert sorted(line[1:] for line in ignore if line.startswith("!")) == sorted(copied())


def test_health_is_asked_of_livez() -> None:
    """The very command of the Dockerfile, against a server that knows one path only."""

    class Alive(BaseHTTPRequestHandler):
        status = 200

        def do_GET(self) -> None:
            self.send_response(self.status if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    command = json.loads(only(FINAL, "HEALTHCHECK").rest.partition("CMD ")[2])
    with HTTPServer(("127.0.0.1", 0), Alive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {**os.environ, "SIP_PORT": str(server.server_port)}

        def healthy() -> bool:
            answer = subprocess.run([sys.executable, *command[1:]], env=environment, capture_output=True, check=False)
            return answer.returncode == 0

        assert healthy()
        Alive.status = 503
        assert not healthy()
        server.shutdown()
    assert not healthy()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The build stage, carried out below a folder that stands for `/`."""
    root = tmp_path_factory.mktemp("image")
    source = root / only(BUILD, "WORKDIR").rest.strip("/")
    source.mkdir()
    programs = root / "bin"
    programs.mkdir()
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SIP_", "PYTHON", "VIRTUAL_"))}
    for step in BUILD:
        if step.word == "COPY":
            origin, target = step.parts
            if (ROOT / origin).is_dir():
                shutil.copytree(ROOT / origin, source / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / origin, source / target)
        if step.word == "RUN":
            command = re.sub(r"(?<!\S)/(?=opt/|wheel)", f"{root}/", step.rest)
            subprocess.run(
                ["sh", "-ec", command],
                cwd=source,
                env={**clean, "PATH": f"{programs}:/usr/bin:/bin"},
                check=True,
                timeout=600,
            )
    yield root
    shutil.rmtree(root)


def run(built: Path, *command: str) -> str:
    """A command of the image's, far from the source: only what was installed can be found."""
    away = built / "data"
    away.mkdir(exist_ok=True)
    done = subprocess.run(
        [built / "opt/sip/bin" / command[0], *command[1:]],
        cwd=away,
        env={"PATH": f"{built}/opt/sip/bin:/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_holds_the_code_the_migrations_and_the_contracts(built: Path) -> None:
    (wheel,) = (built / "wheel").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("app", "migrations", "openapi", "documentation"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert file.relative_to(ROOT).as_posix() in names
    assert {name.split("/")[0].split("-")[0] for name in names} <= {
        "app",
        "migrations",
        "openapi",
        "documentation",
        "sip_api",
    }


@pytest.mark.slow
def test_the_migrations_are_where_the_code_looks_for_them(built: Path) -> None:
    place = run(built, "python", "-c", "import app, pathlib; print(pathlib.Path(app.__file__).parent.parent)").strip()
    assert Path(place).is_relative_to(built)
    assert (Path(place) / "migrations" / "env.py").is_file()


@pytest.mark.slow
def test_the_pages_of_the_guide_are_installed(built: Path) -> None:
    asked = "from app.http import guide; guide.routes([]); print(guide.PAGES['guide'])"
    told = run(built, "python", "-c", asked).strip()
    assert Path(told).is_relative_to(built) and Path(told).is_file()


@pytest.mark.slow
def test_the_installed_command_knows_what_the_image_starts(built: Path) -> None:
    command = only(FINAL, "CMD").parts
    assert command[0] in os.listdir(built / "opt/sip/bin")
    told = run(built, command[0], "--help")
    assert command[1] in told
    assert "migrate" in told
    options = run(built, *command[:2], "--help")
    assert all(part in options for part in command if part.startswith("--"))
