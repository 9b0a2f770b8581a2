"""The exported copy of the checkpoints: one line each in a file outside the database, only ever appended to.

Whoever can write to the database should not be able to write here: another owner, another disk, a log server that
reads along. A process may die while it writes: half a line is followed by the same line, whole.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from app import durability
from app.domain.checkpoint import Checkpoint, read_line

NAME = "checkpoints.jsonl"
# More than two lines can be long: a whole one and half of one.
_TAIL = 8192


class CopyDamaged(Exception):
    """The copy holds something that is no checkpoint. Names the file and the place in it."""


def read(file: Path) -> Iterator[Checkpoint]:
    """All of them, in the file's order. Half a line counts only as the beginning of the whole one after it."""
    halves: list[bytes] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                whole = read_line(line)
            except ValueError:
                halves.append(line.removesuffix(b"\n"))
                continue
            if not all(half and line.startswith(half) for half in halves):
                raise CopyDamaged(f"{file}, before line {number}: not a checkpoint")
            halves.clear()
            yield whole
    # What is left is the last line, half written; the next sealing writes it whole.


class Copy:
    """The file, for whoever appends. It is locked as long as this is open, and the lock dies with its holder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / NAME
        new = not self._path.exists()
        self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            if new:
                durability.sync(folder)
        except BaseException:
            os.close(self._file)
            raise

    def close(self) -> None:
        os.close(self._file)

    def last(self) -> Checkpoint | None:
        """The last whole line's. Raises `CopyDamaged` when what stands there is no checkpoint."""
        size = os.fstat(self._file).st_size
        lines = os.pread(self._file, _TAIL, max(0, size - _TAIL)).split(b"\n")
        # The last piece is what follows the last line feed: nothing, or half a line.
        for line in reversed(lines[:-1]):
            try:
                return read_line(line + b"\n")
            except ValueError:
                # Half a line that was ended by the next writer, who died before it wrote the whole.
                continue
        if size > len(lines[-1]):
            raise CopyDamaged(f"{self._path}: no checkpoint at its end")
        return None

    def append(self, made: list[Checkpoint]) -> None:
        """Written and on the disk when this returns."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            self._write(b"\n")
        for one in made:
            self._write(one.line())
        os.fsync(self._file)

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._file, content) :]
