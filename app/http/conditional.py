"""Entity tags and the two conditions on them (RFC 9110 8.8.3, 13.1): reading, writing, comparing.

A version's tag is `"n"`, and of a document that was read `"n.digest"`: much of what is shown is worked out when it is
asked for (whether a consent holds, who reads for her, what may be done now) and differs where the version does not, so
only the same bytes are unchanged. What it says of the version is what a change builds on. Weak forms are taken too,
because proxies weaken tags on their way; the tag of a projection has another shape, which is its router's choice, and
so never equals a version's.
"""

import hashlib
import re

from starlette.datastructures import Headers

from app.domain.precondition import Precondition
from app.domain.refusal import Malformed
from app.domain.rule import Rule

TAG_MALFORMED = Rule(
    "entity-tag-malformed",
    'Ett villkor är en lista av taggar som "3" eller W/"3", eller *.',
    'A condition is a list of tags such as "3" or W/"3", or *.',
    "RFC 9110 8.8.3",
)
ANY = "*"
_OPAQUE = r'"[\x21\x23-\x7e\x80-\xff]*"'
_SOME = rf"[ \t,]*(?:W/)?{_OPAQUE}(?:[ \t]*,[ \t,]*(?:W/)?{_OPAQUE})*[ \t,]*"
_LIST = re.compile(_SOME)
# What the contract says of both conditions: just what `tags` takes.
PATTERN = rf"^(?:[ \t]*\*[ \t]*|{_SOME})$"
_TAG = re.compile(_OPAQUE)
# As `etag` and `read` write it, and no longer than a version can be.
# `-ended` is of a plan that time has closed and whose closure is not written yet: it can be written back too.
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,17})(-ended)?(?:\.[0-9a-f]{16})?"')


def etag(version: int) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def read(tag: str, body: bytes) -> str:
    """The tag of a document as it was read: of a version's tag and of these bytes. Any other tag covers its own."""
    if not _VERSION.fullmatch(tag):
        return tag
    return f'{tag[:-1]}.{hashlib.sha256(body).hexdigest()[:16]}"'


def field(headers: Headers, name: str) -> str | None:
    """The condition as it was sent: a field that is a list may come in several lines (RFC 9110 5.3)."""
    lines = headers.getlist(name)
    return ", ".join(lines) if lines else None


def tags(header: str) -> frozenset[str]:
    """The tags in If-Match or If-None-Match, quotes on and weakness off, or only `ANY`. Raises `Malformed`."""
    if header.strip(" \t") == ANY:
        return frozenset({ANY})
    if not _LIST.fullmatch(header):
        raise Malformed(TAG_MALFORMED)
    return frozenset(_TAG.findall(header))


def matches(header: str, tag: str) -> bool:
    """Whether the condition names `tag` (strong or weak), or anything at all."""
    named = tags(header)
    return ANY in named or tag.removeprefix("W/") in named


def precondition(header: str | None) -> Precondition:
    """If-Match in the domain's words. A tag that is no version, such as a projection's, names no version."""
    if header is None:
        return Precondition()
    named = tags(header)
    versions = [found for found in map(_VERSION.fullmatch, named) if found]
    return Precondition(
        frozenset(int(found[1]) for found in versions if not found[2]),
        ANY in named,
        frozenset(int(found[1]) for found in versions if found[2]),
    )
