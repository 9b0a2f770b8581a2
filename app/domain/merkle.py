"""The Merkle tree of RFC 9162 (2.1): leaves in an order, and one root hash over all of them.

`Peaks` is what has to be kept to let a tree grow: the roots of the perfect trees that its leaves fill, the largest
first; at most one for each power of two. SHA-256 throughout. What a leaf holds
is nobody's business here (`domain.checkpoint`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The first byte keeps nodes and leaves apart: no leaf can be made that is a node of another tree."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Peaks:
    """A tree that grows by leaves at its end, in memory that does not grow with it."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        self.hashes.append(leaf)
        self.size += 1
        filled = self.size
        while filled % 2 == 0:
            right = self.hashes.pop()
            self.hashes.append(node_hash(self.hashes.pop(), right))
            filled //= 2

    def root(self) -> bytes:
        if not self.hashes:
            return sha256(b"").digest()
        root = self.hashes[-1]
        for peak in reversed(self.hashes[:-1]):
            root = node_hash(peak, root)
        return root

    def stored(self) -> bytes:
        return b"".join(self.hashes)

    @classmethod
    def read(cls, size: int, stored: bytes) -> "Peaks":
        """The other way round. Raises `ValueError` for what cannot be the peaks of a tree of that size."""
        if len(stored) != size.bit_count() * HASH_BYTES:
            raise ValueError("not the peaks of a tree of that size")
        return cls(size, [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)])


def root(leaves: Sequence[bytes]) -> bytes:
    peaks = Peaks()
    for leaf in leaves:
        peaks.append(leaf)
    return peaks.root()
