"""The key ring: what turns a personnummer into a person key, and what seals the number itself.

Four files in the folder `settings.keys`, each readable by its owner alone:

    pseudonym.key             32 random bytes, base64url; HMAC-SHA256 of a personnummer is the person key
    numbers.keys              one Fernet key a line; the first one seals, all of them open: rotation adds a line on top
                              (`number_keys`)
    seal.key                  one Ed25519 private key a line, 32 bytes in base64url; the first one signs the audit log's
                              checkpoints, all of them are ours
    development-signing.json  an ES256 private JWK; in development mode only

A lost `pseudonym.key` breaks every link between a person and her rows for ever, so nothing here ever overwrites a
file, and production never makes one at start: a typing error in the folder's name must not give a new, empty ring.
What never lives here: public keys of token issuers (`http.issuers`), and any use of a key for a request.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app import durability
from app.domain.personnummer import born
from app.number_keys import CannotOpen as CannotOpen
from app.number_keys import NumberKeys
from app.number_keys import is_sealed as is_sealed
from app.settings import Settings
from app.signatures import SealingKeys, new_key

PSEUDONYM = "pseudonym.key"
NUMBERS = "numbers.keys"
SEALING = "seal.key"
DEVELOPMENT_SIGNING = "development-signing.json"
# The prefix keeps this use of the key apart from every later one: the same bytes never mean two things.
_PERSONNUMMER = b"personnummer:"


class KeyFault(RuntimeError):
    """A key file is missing, open to others or not a key. Names the file, never what is in it."""


@dataclass(frozen=True, slots=True, eq=False)
class KeyRing:
    """Keys are kept out of `repr`, so that no log line or traceback can show one."""

    pseudonym: bytes = field(repr=False)
    numbers: NumberKeys = field(repr=False)
    signing: ECKey | None = field(default=None, repr=False)

    def person_key(self, personnummer: str) -> str:
        """64 hexadecimal characters. Any other way to write the number is refused: it would split the person in two."""
        born(personnummer)
        return hmac.new(self.pseudonym, _PERSONNUMMER + personnummer.encode("ascii"), hashlib.sha256).hexdigest()

    def digest(self, content: bytes) -> str:
        """64 hexadecimal characters of a request; keyed, because a personnummer in it could be guessed."""
        return hmac.new(self.pseudonym, b"request:" + content, hashlib.sha256).hexdigest()

    def erased(self, *names: str) -> str:
        """64 hexadecimal characters of what an erased plan was called; keyed, because an id can be guessed."""
        return hmac.new(self.pseudonym, b"erased:" + json.dumps(names).encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str) -> str:
        return self.numbers.seal(text)

    def open(self, sealed: str) -> str:
        """Raises `CannotOpen`."""
        return self.numbers.open(sealed)


def load(settings: Settings) -> KeyRing:
    """The ring of this installation. Development makes what is missing; production raises `KeyFault`."""
    signing = None
    if settings.development:
        make_keys(settings)
        _make(settings.keys, DEVELOPMENT_SIGNING, _new_signing)
        signing = _signing(settings.keys / DEVELOPMENT_SIGNING)
    return KeyRing(_pseudonym(settings.keys / PSEUDONYM), _numbers(settings.keys / NUMBERS), signing)


def load_sealing(settings: Settings) -> SealingKeys:
    """The keys of the audit log's seals; only whoever seals it needs them. Makes and raises as `load` does."""
    if settings.development:
        make_keys(settings)
    path = settings.keys / SEALING
    try:
        return SealingKeys.read(_read(path))
    except ValueError:
        raise KeyFault(f"the key file {path} does not hold one Ed25519 private key a line") from None


def make_keys(settings: Settings) -> list[Path]:
    """Make the three lasting key files where they are absent. Returns those that were made; never overwrites one."""
    wanted = ((PSEUDONYM, _new_pseudonym), (NUMBERS, _new_numbers), (SEALING, _new_sealing))
    return [settings.keys / name for name, new in wanted if _make(settings.keys, name, new)]


def load_numbers(settings: Settings) -> NumberKeys:
    """The keys of the numbers alone. Raises as `load` does."""
    return _numbers(settings.keys / NUMBERS)


def add_number_key(settings: Settings) -> Path:
    """Puts a new key on the first line of `numbers.keys`: from then on it seals, and the others still open.

    The file is put in the other's place whole, so that no reader sees half of it and nothing that was there is lost.
    """
    path = settings.keys / NUMBERS
    _numbers(path)
    old = _read(path).encode("ascii")
    try:
        draft = _draft(settings.keys, _new_numbers() + old)
        os.replace(draft, path)
        durability.sync(settings.keys)
    except OSError as error:
        raise KeyFault(f"the key file {path} cannot be written: {error.strerror}") from None
    return path


def _new_pseudonym() -> bytes:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)) + b"\n"


def _new_numbers() -> bytes:
    return Fernet.generate_key() + b"\n"


def _new_sealing() -> bytes:
    return new_key().encode() + b"\n"


def _new_signing() -> bytes:
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True)
    return json.dumps(key.as_dict(private=True)).encode() + b"\n"


def _make(folder: Path, name: str, new: Callable[[], bytes]) -> bool:
    """Whether this process made the file.

    The file is written whole under another name and then linked: a link, unlike a rename, fails when the name is taken.
    So a reader never sees half a key, and of two processes that start together one wins and both read the winner's.
    """
    try:
        if (folder / name).exists():
            return False
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return _write(folder, name, new())
    except OSError as error:
        raise KeyFault(f"the key file {folder / name} cannot be made: {error.strerror}") from None


def _draft(folder: Path, content: bytes) -> str:
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=folder)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        os.unlink(draft)
        raise
    return draft


def _write(folder: Path, name: str, content: bytes) -> bool:
    draft = _draft(folder, content)
    try:
        os.link(draft, folder / name)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    # Or the next start after a power cut makes another key for the same rows.
    durability.sync(folder)
    return True


def _read(path: Path) -> str:
    """The file's text. The permissions are the opened file's, so that no other can be put in its place between."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            text = file.read(65_536)
    except FileNotFoundError:
        raise KeyFault(f"the key file {path} is missing; make it with `sip keys`, or restore it from a copy") from None
    except OSError as error:
        raise KeyFault(f"the key file {path} cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
        raise KeyFault(f"the key file {path} is open to group or others; set it right with `chmod 600`")
    try:
        return text.decode("ascii")
    except UnicodeDecodeError:
        raise KeyFault(f"the key file {path} does not hold a key") from None


def _pseudonym(path: Path) -> bytes:
    text = _read(path).strip()
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise KeyFault(f"the key file {path} does not hold 32 bytes in base64url")
    return key


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in _read(path).splitlines() if line.strip()]


def _numbers(path: Path) -> NumberKeys:
    try:
        # An empty file is refused with the same ValueError as a line that is no key.
        return NumberKeys(lambda: _lines(path))
    except ValueError:
        raise KeyFault(f"the key file {path} does not hold one Fernet key a line") from None


def _signing(path: Path) -> ECKey:
    try:
        key = ECKey.import_key(json.loads(_read(path)))
        fits = key.is_private and key.curve_name == "P-256" and bool(key.kid)
    except (JoseError, ValueError, TypeError, KeyError):
        fits = False
    if not fits:
        raise KeyFault(f"the key file {path} does not hold an ES256 private key with a kid")
    return key
