"""The keys that personnummer, and kept answers, are sealed with (Fernet): the first seals, all of them open.

A key that is rotated in while the service runs is found by itself: what the keys at hand do not open makes them be read
anew, once, and tried again. What never lives here: where the keys are kept, and who may read them (`keys`).
"""

import base64
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class CannotOpen(RuntimeError):
    """The sealed text was changed, or sealed with a key that is no longer in the ring."""


def is_sealed(text: str) -> bool:
    """Whether it has the form of a sealed text (the version byte, whole blocks), whichever key may have sealed it."""
    try:
        token = base64.urlsafe_b64decode(text)
    except ValueError:
        return False
    # Version 1, time 8, vector 16, at least one block of 16, signature 32.
    return token[:1] == b"\x80" and len(token) >= 73 and len(token) % 16 == 9


class NumberKeys:
    """`read` gives the lines, and is asked again when something does not open. Raises `ValueError` for no key."""

    def __init__(self, read: Callable[[], list[str]]) -> None:
        self._read = read
        self._take(read())

    def __len__(self) -> int:
        return len(self._keys)

    def _take(self, lines: list[str]) -> None:
        keys = [Fernet(line) for line in lines]
        # One name after the other; MultiFernet refuses an empty list, so the keys at hand are whole either way.
        self._ring, self._keys, self._lines = MultiFernet(keys), keys, lines

    def _renewed(self) -> bool:
        """Whether there are other keys than a moment ago."""
        try:
            lines = self._read()
            if lines == self._lines:
                return False
            self._take(lines)
        except (RuntimeError, ValueError):
            return False  # A file that is being written, or is wrong, takes nothing from the keys at hand.
        return True

    def seal(self, text: str) -> str:
        return self._ring.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        try:
            return self._ring.decrypt(sealed.encode()).decode()
        except InvalidToken:
            if self._renewed():
                return self.open(sealed)
        except ValueError:
            pass
        raise CannotOpen("the sealed text cannot be opened with the keys of this ring") from None

    def line(self, sealed: str) -> int | None:
        """Which line of the file seals it so, counted from 1; None when no line opens it."""
        for number, key in enumerate(self._keys, 1):
            try:
                key.decrypt(sealed.encode())
            except (InvalidToken, ValueError):
                continue
            return number
        return None

    def moved(self, sealed: str) -> str:
        """The same text, sealed with the first key; when it was sealed stays. Raises `CannotOpen`."""
        try:
            return self._ring.rotate(sealed.encode()).decode("ascii")
        except (InvalidToken, ValueError):
            raise CannotOpen("the sealed text cannot be opened with the keys of this ring") from None
