"""Where a webhook goes, and where it never does, whatever a name leads to: by real sockets and a real handshake."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.redelivery import Failure, Outcome
from app.http.posting import Answer, Look, Poster
from app.settings import Settings
from tests.service import development
from tests.webhooks.receiver import Receiver

NAME = "receiver.example.se"


def leading_to(*places: str) -> Look:
    async def look(_host: str, _port: int) -> list[str]:
        return list(places)

    return look


def post(settings: Settings, address: str, *, asking: bool = False, **more: Any) -> Answer:
    async def once() -> Answer:
        poster = Poster(settings, **more)
        try:
            return await poster.post(address, {"webhook-id": "one"}, b'{"type":"plan.close"}', asking=asking)
        finally:
            await poster.close()

    return asyncio.run(once())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Production, as far as addresses go."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Development: this machine may be reached."""
    return development(tmp_path)


# --- where it leads --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "places",
    [
        ("127.0.0.1",),
        ("10.0.0.7",),
        ("169.254.169.254",),
        ("::1",),
        ("fd00:ec2::254",),
        ("::ffff:127.0.0.1",),
        ("fe80::1%lo",),
        ("93.184.215.14", "127.0.0.1"),  # one good address hides no bad one
        (),
    ],
)
def test_a_name_that_leads_inside_is_not_followed(
    settings: Settings, receiver: Receiver, places: tuple[str, ...]
) -> None:
    answer = post(settings, f"https://{NAME}:{receiver.port}/", look=leading_to(*places))
    assert answer.outcome == Outcome(Failure.UNSAFE_ADDRESS)
    assert receiver.came == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "127.0.0.1"])
def test_however_this_machine_is_written_it_is_not_reached(settings: Settings, receiver: Receiver, host: str) -> None:
    """The system reads a number in many ways; what it reads is what is judged."""
    answer = post(settings, f"https://{host}:{receiver.port}/")
    assert answer.outcome.failure in (Failure.UNSAFE_ADDRESS, Failure.NOT_REACHED)
    assert receiver.came == []


def test_the_address_that_was_judged_is_the_one_that_is_connected_to(own: Settings, receiver: Receiver) -> None:
    """A name that leads elsewhere at every question (DNS rebinding) is asked once, and what it said then is used."""
    asked = []

    async def look(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.7"]

    answer = post(own, f"http://localhost:{receiver.port}/events?x=1", look=look)
    assert answer.outcome == Outcome(None, 204)
    assert asked == ["localhost"]
    (came,) = receiver.came
    assert came.headers["host"] == f"localhost:{receiver.port}" and came.path == "/events?x=1"


def test_a_second_address_is_tried_when_the_first_does_not_answer(own: Settings, receiver: Receiver) -> None:
    answer = post(own, f"http://localhost:{receiver.port}/", look=leading_to("::1", "127.0.0.1"))
    assert answer.outcome == Outcome(None, 204) and len(receiver.came) == 1


def test_no_proxy_of_the_environment_is_asked(
    own: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        for one in (name, name.lower()):
            monkeypatch.setenv(one, "http://127.0.0.1:1")
    assert post(own, receiver.url).outcome == Outcome(None, 204)
    assert len(receiver.came) == 1


# --- what it takes ---------------------------------------------------------------------------------------------------


def test_a_redirect_is_not_followed(own: Settings, receiver: Receiver) -> None:
    other = Receiver()
    receiver.answer = lambda _: (307, {"Location": other.url}, b"")
    assert post(own, receiver.url).outcome == Outcome(Failure.REDIRECTED, 307)
    other.stop()
    assert len(receiver.came) == 1 and other.came == []


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("0", 0), ("-1", None), ("soon", None), ("1" * 40, None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_what_the_receiver_asks_for(own: Settings, receiver: Receiver, said: str, seconds: int | None) -> None:
    receiver.answer = lambda _: (503, {"Retry-After": said}, b"")
    wanted = None if seconds is None else timedelta(seconds=seconds)
    assert post(own, receiver.url).outcome == Outcome(Failure.REFUSED, 503, wanted)


def test_a_receiver_that_hangs_is_left(own: Settings, receiver: Receiver) -> None:
    receiver.answer = lambda _: time.sleep(3)  # type: ignore[func-returns-value, return-value]
    began = time.monotonic()
    assert post(own, receiver.url, seconds=0.3).outcome == Outcome(Failure.TOO_SLOW)
    assert time.monotonic() - began < 2.5


def test_a_receiver_that_drips_is_left(own: Settings, receiver: Receiver) -> None:
    """Every byte comes in time, and the answer never ends."""

    def drip(_: Any) -> Any:
        return 200, {"Content-Length": "1000000"}, b"x"

    receiver.answer = drip
    began = time.monotonic()
    assert post(own, receiver.url, seconds=0.5, asking=True).outcome.failure in (Failure.TOO_SLOW, Failure.NOT_REACHED)
    assert time.monotonic() - began < 2.5
    assert post(own, receiver.url).outcome == Outcome(None, 200), "of a receipt the body is not read"


def test_what_is_no_http_is_no_answer(own: Settings) -> None:
    async def once(content: bytes) -> Outcome:
        async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(content)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(say, "127.0.0.1", 0)
        poster = Poster(own, seconds=2)
        answer = await poster.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"{}", asking=True)
        await poster.close()
        server.close()
        return answer.outcome

    for content in (
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 40_000,
        b"HTTP/1.1 2000 OK\r\n\r\n",
    ):
        assert asyncio.run(once(content)).failure is Failure.NOT_REACHED, content[:20]


def test_nobody_there(own: Settings, receiver: Receiver) -> None:
    receiver.stop()
    assert post(own, receiver.url).outcome == Outcome(Failure.NOT_REACHED)
    assert post(own, "https://no-such-name.invalid/").outcome == Outcome(Failure.NOT_REACHED)


def test_the_address_is_in_no_log_line(own: Settings, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        for name in ("httpx", "httpcore", "asyncio"):
            caplog.set_level("INFO", name)
        post(own, f"{receiver.url}?token=abcdefgh")
    assert len(receiver.came) == 1
    assert "abcdefgh" not in caplog.text


# --- the handshake ---------------------------------------------------------------------------------------------------


@contextmanager
def over_tls(receiver: Receiver, folder: Path, name: str) -> Iterator[ssl.SSLContext]:
    """The receiver behind a certificate for that name; what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "pem").write_bytes(private + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    yield ssl.create_default_context(cadata=pem.decode())


def test_the_certificate_is_held_to_the_name(own: Settings, receiver: Receiver, tmp_path: Path) -> None:
    with over_tls(receiver, tmp_path, NAME) as trust:
        address = f"https://{NAME}:{receiver.port}/events"
        answer = post(own, address, trust=trust, look=leading_to("127.0.0.1"))
        assert answer.outcome == Outcome(None, 204), "reached by its address, under its name"
        assert receiver.came[0].headers["host"] == f"{NAME}:{receiver.port}"
        others: list[Callable[[], Answer]] = [
            lambda: post(own, address.replace(NAME, "other.example.se"), trust=trust, look=leading_to("127.0.0.1")),
            lambda: post(own, address, look=leading_to("127.0.0.1")),
        ]
        for other in others:
            assert other().outcome == Outcome(Failure.NOT_REACHED)
    assert len(receiver.came) == 1
