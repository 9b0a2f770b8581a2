"""A server of key sets that answers as a test tells it: late, in drops, too much, elsewhere, or over TLS."""

import contextlib
import datetime
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class KeyServer:
    """`tls` is a folder for the certificate, which is its own authority and names `localhost` alone."""

    def __init__(self, tls: Path | None = None) -> None:
        self.status, self.headers, self.body = 200, dict[str, str](), b""
        self.pause = self.drip = 0.0
        self.cut = False
        self.paths: list[str] = []
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = _context(tls).wrap_socket(self._server.socket, server_side=True)
        begin = "https://localhost" if tls else "http://127.0.0.1"
        self.address = f"{begin}:{self._server.server_address[1]}/keys"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def asked(self) -> int:
        return len(self.paths)

    def says(self, content: Any) -> None:
        self.body = (content if isinstance(content, str) else json.dumps(content)).encode()

    def __enter__(self) -> "KeyServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told.paths.append(self.path)
                told._stopped.wait(told.pause)
                with contextlib.suppress(OSError):
                    self.send_response(told.status)
                    for name, value in {"Content-Type": "application/json", **told.headers}.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(told.body) + told.cut))
                    self.end_headers()
                    self._send(told.body)

            def _send(self, body: bytes) -> None:
                step = 1 if told.drip else len(body) or 1
                for place in range(0, len(body), step):
                    self.wfile.write(body[place : place + step])
                    if told.drip and told._stopped.wait(told.drip):
                        return

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def self_signed() -> tuple[bytes, bytes]:
    """A certificate and its key, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = serialization.Encoding.PEM, serialization.NoEncryption()
    return certificate.public_bytes(pem), key.private_bytes(pem, serialization.PrivateFormat.PKCS8, secret)


def _context(folder: Path) -> ssl.SSLContext:
    for name, content in zip(("authority.pem", "key.pem"), self_signed(), strict=True):
        (folder / name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "authority.pem", folder / "key.pem")
    return context
