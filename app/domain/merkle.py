"""The Merkle tree of RFC 9162 (2.1): leaves in an order, one root hash over all of them, and proofs about it.

`Peaks` is what has to be kept to let a tree grow: the roots of the perfect trees that its leaves fill, the largest
first; at most one for each power of two. The proofs are for whoever holds a root and not the leaves. SHA-256
throughout. What a leaf holds is nobody's business here (`domain.checkpoint`).
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


def _split(size: int) -> int:
    """The largest power of two that is smaller: so many leaves lie in the left half."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """RFC 9162 2.1.3.1: what leads from the leaf at `index` (the first is 0) to the root."""
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), root(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), root(leaves[:half])]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """RFC 9162 2.1.3.2: whether the proof shows that this leaf stands there in the tree of that size and root."""
    if not 0 <= index < size:
        return False
    here, last, reached = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached = node_hash(one, reached)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            reached = node_hash(reached, one)
        here, last = here >> 1, last >> 1
    return last == 0 and reached == root_hash


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """RFC 9162 2.1.4.1: what shows that the tree of the `first` leaves is the beginning of the tree of all of them."""
    if not 0 < first <= len(leaves):
        raise ValueError("no such tree")
    return _subproof(first, leaves, whole=True)


def _subproof(first: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root(leaves)]
    half = _split(len(leaves))
    if first <= half:
        return [*_subproof(first, leaves[:half], whole=whole), root(leaves[half:])]
    return [*_subproof(first - half, leaves[half:], whole=False), root(leaves[:half])]


def consistent(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: whether the proof shows that the second tree begins with all of the first, unchanged."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    if not path:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, one)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
