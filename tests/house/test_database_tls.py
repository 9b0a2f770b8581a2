"""TLS to PostgreSQL, as the README says: `ssl=verify-full` is kept to, and whoever set it up wrongly is told so.

The test's PostgreSQL has no TLS of its own, so something stands in front of it that does as a server would.
"""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli import faults
from app.db import Database
from tests.identity.key_server import self_signed
from tests.postgres import Cluster
from tests.service import development

# How long the other end may take to be there, or to be gone.
SECONDS = 10


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file with the one certificate there is, for `localhost` alone."""
    file = tmp_path / "authority.pem"
    file.write_bytes(self_signed()[0])
    return file


@pytest.fixture
def front(cluster: Cluster, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A port that speaks TLS, and the file with its certificate."""
    certificate, key = (tmp_path / name for name in ("certificate.pem", "key.pem"))
    for file, content in zip((certificate, key), self_signed(), strict=True):
        file.write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ready, ports = threading.Event(), list[int]()
    loops, stopped = list[asyncio.AbstractEventLoop](), list[asyncio.Event]()

    async def pipe(one: asyncio.StreamReader, other: asyncio.StreamWriter) -> None:
        try:
            while part := await one.read(65_536):
                other.write(part)
        finally:
            other.close()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        writer.write(b"S")
        try:
            await writer.start_tls(context)
        except OSError:
            writer.close()
            return
        inner = await asyncio.open_connection("127.0.0.1", cluster.port)
        await asyncio.gather(pipe(reader, inner[1]), pipe(inner[0], writer), return_exceptions=True)

    async def stand() -> None:
        stopped.append(asyncio.Event())
        async with await asyncio.start_server(taken, "127.0.0.1", 0) as server:
            ports.append(server.sockets[0].getsockname()[1])
            loops.append(asyncio.get_running_loop())
            ready.set()
            await stopped[0].wait()

    thread = threading.Thread(target=lambda: asyncio.run(stand()))
    thread.start()
    assert ready.wait(SECONDS)
    yield ports[0], certificate
    loops[0].call_soon_threadsafe(stopped[0].set)
    thread.join(SECONDS)


def told(cluster: Cluster, folder: Path, place: str, ask: str = "verify-full") -> str | None:
    """Nothing when the database answers at that place, or why not."""
    url = cluster.url("postgres").replace(f"127.0.0.1:{cluster.port}", place)
    settings = development(folder, database_url=f"{url}?ssl={ask}")

    async def answers() -> None:
        database = Database(settings, citizen=False)
        try:
            async with database.journal() as connection:
                await connection.execute(text("SELECT 1"))
        finally:
            await database.dispose()

    try:
        asyncio.run(answers())
    except Exception as error:
        return faults.why(error, settings)
    return None


def test_the_certificate_of_the_database_is_checked(
    cluster: Cluster, front: tuple[int, Path], authority: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, certificate = front
    monkeypatch.setenv("PGSSLROOTCERT", str(certificate))
    assert told(cluster, tmp_path, f"localhost:{port}") is None
    assert "certificate" in (told(cluster, tmp_path, f"127.0.0.1:{port}") or ""), "another name"
    monkeypatch.setenv("PGSSLROOTCERT", str(authority))
    assert "certificate" in (told(cluster, tmp_path, f"localhost:{port}") or ""), "another authority"


def test_a_database_without_tls_is_not_spoken_to_where_it_is_asked_for(
    cluster: Cluster, authority: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", str(authority))
    for ask in ("verify-full", "require"):
        assert "has no TLS" in (told(cluster, tmp_path, f"127.0.0.1:{cluster.port}", ask) or "")


def test_an_authority_that_is_not_there_is_told(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", str(tmp_path / "none.pem"))
    assert "PGSSLROOTCERT" in (told(cluster, tmp_path, f"127.0.0.1:{cluster.port}") or "")
    assert "ssl=" in (told(cluster, tmp_path, f"127.0.0.1:{cluster.port}", "perhaps") or "")
