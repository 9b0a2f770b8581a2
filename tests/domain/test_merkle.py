"""The tree of RFC 9162, against the definitions of the standard written out again, and its published values."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.merkle import (
    Peaks,
    leaf_hash,
    root,
)

# The leaves and roots that the implementations of Certificate Transparency test themselves with.
PUBLISHED = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = sorted({0, 1, 2, *(power + more for power in (4, 8, 16, 32, 64) for more in (-1, 0, 1))})


def contents(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(content) for content in contents(size)]


# --- the standard's own words, 2.1.1 to 2.1.4: D[n] is a list of contents, k the largest power of two below n ---------


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha256().digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = half(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def half(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = half(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = half(len(d))
    return [*subproof(m, d[:k], b), mth(d[k:])] if m <= k else [*subproof(m - k, d[k:], False), mth(d[:k])]


# --- roots -----------------------------------------------------------------------------------------------------------


def test_the_published_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(content)) for content in PUBLISHED]
    assert [root(leaves[:size]).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_standards(size: int) -> None:
    assert root(hashes(size)) == mth(contents(size))


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_of_any_leaves_is_the_standards(leaves: list[bytes]) -> None:
    assert root([leaf_hash(one) for one in leaves]) == mth(leaves)


@given(st.lists(st.binary(max_size=8), max_size=70), st.data())
def test_a_tree_that_is_put_away_goes_on_growing(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    peaks = Peaks()
    for one in leaves[:first]:
        peaks.append(leaf_hash(one))
    peaks = Peaks.read(first, peaks.stored())
    for one in leaves[first:]:
        peaks.append(leaf_hash(one))
    assert (peaks.size, peaks.root()) == (len(leaves), mth(leaves))
    assert len(peaks.hashes) == len(leaves).bit_count()


@pytest.mark.parametrize(("size", "stored"), [(0, 32), (1, 0), (1, 31), (1, 64), (2, 64), (3, 32), (4, 128)])
def test_what_cannot_be_the_peaks_is_refused(size: int, stored: int) -> None:
    with pytest.raises(ValueError, match="not the peaks"):
        Peaks.read(size, b"a" * stored)


def test_a_node_is_no_leaf() -> None:
    left, right = hashes(2)
    assert root([left, right]) != leaf_hash(left + right)
