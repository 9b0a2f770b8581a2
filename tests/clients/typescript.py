"""The generated TypeScript clients, and the programs of Node.js that type-check and run what uses them."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.clients.generating import OPENAPI
from tests.node import PROGRAMS, installed

HERE = Path(__file__).parent
APIS = ("journal", "citizen")


def node(
    folder: Path, *words: str, told: Any = None, more: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """`told` goes in by standard input, `more` by the environment."""
    return subprocess.run(
        [PROGRAMS / "node", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)} | (more or {}),
        input=json.dumps(told),
        capture_output=True,
        text=True,
        timeout=180,
    )


def types_of(folder: Path, name: str) -> "subprocess.CompletedProcess[str]":
    """What the type checker says of that file and what it imports, by the strictest settings."""
    options = json.loads((folder / "tsconfig.json").read_text()) | {"files": [name]}
    project = f"tsconfig.{name}.json"
    (folder / project).write_text(json.dumps(options))
    return node(folder, "node_modules/typescript/bin/tsc", "--pretty", "false", "--project", project)


def typescript_clients(folder: Path) -> None:
    """Fills the folder: the programs, what uses the clients, and the types of both contracts."""
    os.symlink(installed(HERE / "openapi-typescript") / "node_modules", folder / "node_modules")
    for path in (HERE / "typescript").iterdir():
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    for api in APIS:
        # What has a default may be left out of a request.
        words = (str(OPENAPI / f"{api}.json"), "--output", f"{api}.d.ts", "--default-non-nullable", "false")
        done = node(folder, "node_modules/openapi-typescript/bin/cli.js", *words)
        assert done.returncode == 0 and "⚠" not in done.stderr, done.stderr
