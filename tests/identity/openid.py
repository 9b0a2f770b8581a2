"""A real OpenID provider, running, and a client of it: how the tests come by tokens that they have not made.

What the client sends is signed by hand (`craft`), so that a mistake of a library's is not on both sides here either.
"""

import base64
import hashlib
import json
import secrets
import subprocess
import threading
import time
from contextlib import suppress
from html import unescape
from pathlib import Path
from re import search
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from tests.node import PROGRAMS, installed

from .craft import b64, jwk, raw
from .prove import public

RETURN_TO = "https://client.example/back"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def private(key: Any, kid: str, alg: str) -> dict[str, Any]:
    """A private JWK, for the provider to sign with."""
    whole = jwk(key, kid, alg=alg, use="sig")
    numbers = key.private_numbers()
    if whole["kty"] == "EC":
        return {**whole, "d": b64(numbers.private_value.to_bytes(key.key_size // 8, "big"))}
    parts = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
    return {
        **whole,
        **{name: b64(value.to_bytes((value.bit_length() + 7) // 8, "big")) for name, value in parts.items()},
    }


class OpenIdProvider:
    """`told` is what `provider.js` is told; `client_key` signs for each of its clients."""

    def __init__(self, told: dict[str, Any], client_key: Any, log: Path) -> None:
        self.issuer: str = told["issuer"]
        self._key, self._log, self.ahead = client_key, log, 0
        folder = installed(Path(__file__).parent / "provider")
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [PROGRAMS / "node", "provider.js"],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        port = self._tell(told)["port"]
        self.address = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.address, timeout=10, trust_env=False)
        self.discovered = self.client.get("/.well-known/openid-configuration").json()
        self.jwks_uri: str = self.discovered["jwks_uri"]

    def _tell(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        # A provider that says nothing is ended, and reading it then comes to its end.
        hurry = threading.Timer(30, self._process.kill)
        hurry.start()
        try:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            hurry.cancel()
        if not line:
            self._process.communicate(timeout=10)
        assert line, f"the OpenID provider ended: {self._log.read_text()[-2_000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def rotate(self, *keys: dict[str, Any]) -> None:
        self._tell({"keys": keys})

    def set_clock(self, ahead: int) -> None:
        self.ahead = ahead
        self._tell({"clock": ahead})

    def stop(self) -> None:
        self.client.close()
        with suppress(OSError):
            self._process.communicate(timeout=10)

    def ask(self, client: str, form: dict[str, str], *, dpop: Any = None, certificate: str = "") -> dict[str, Any]:
        """The answer of the token endpoint, to a client that signs who it is (private_key_jwt, RFC 7523)."""
        now = int(time.time()) + self.ahead
        assertion = {"iss": client, "sub": client, "aud": self.issuer, "jti": secrets.token_hex(8)}
        signed = self._signed({"alg": "ES256", "kid": "client"}, {**assertion, "iat": now, "exp": now + 60}, self._key)
        headers = {"client-certificate": certificate} if certificate else {}
        if dpop is not None:
            said = {"htm": "POST", "htu": f"{self.address}/token", "iat": now, "jti": secrets.token_hex(8)}
            headers["dpop"] = self._signed({"typ": "dpop+jwt", "alg": "ES256", "jwk": public(dpop)}, said, dpop)
        whole = {**form, "client_id": client, "client_assertion": signed, "client_assertion_type": _ASSERTION}
        answered = self.client.post("/token", data=whole, headers=headers)
        assert answered.status_code == 200, answered.text
        found: dict[str, Any] = answered.json()
        return found

    def token(self, client: str, resource: str, scope: str, **more: Any) -> str:
        """An access token by client credentials (RFC 6749 4.4) for one resource (RFC 8707)."""
        form = {"grant_type": "client_credentials", "scope": scope}
        return str(self.ask(client, {**form, **({"resource": resource} if resource else {})}, **more)["access_token"])

    def log_in(self, client: str, resource: str, scope: str) -> dict[str, Any]:
        """Somebody logs in by the provider's own pages and the client trades her code (RFC 6749 4.1, with PKCE)."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"client_id": client, "response_type": "code", "scope": f"openid {scope}", "resource": resource}
        proof = {"code_challenge": challenge, "code_challenge_method": "S256", "redirect_uri": RETURN_TO}
        with httpx.Client(base_url=self.address, timeout=10, trust_env=False) as browser:
            page = browser.get("/auth", params={**asked, **proof})
            for _ in range(10):
                if page.has_redirect_location:
                    target = urljoin(str(page.url), page.headers["location"])
                    if target.startswith(RETURN_TO):
                        break
                    page = browser.get(target)
                else:
                    page = _fill_in(browser, page)
        code = parse_qs(urlsplit(target).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": RETURN_TO}
        return self.ask(client, {**form, "resource": resource})

    def _signed(self, header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
        return raw(json.dumps(header), json.dumps(claims), key)


def _fill_in(browser: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Sends the one form of the page: the login as one `citizen`, the consent as it stands."""
    action, prompt = search(r'action="([^"]+)"', page.text), search(r'name="prompt" value="([^"]+)"', page.text)
    assert page.status_code == 200 and action and prompt, page.text
    filled = {"prompt": prompt[1], "login": "citizen", "password": "any"}
    return browser.post(unescape(action[1]), data=filled)
