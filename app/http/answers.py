"""Answers: documents with their links and tags, and pages of lists.

`_links` is a list of `{href, rel, method}`, absolute; `_meta` counts. Stored bytes are sent as they are, with the links
put in before the last brace.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.http.conditional import field, matches, read
from app.http.problems import base_url
from app.schemas.base import Wire

Link = dict[str, str]


def address(request: Request, path: str) -> str:
    """The absolute address of a path inside the API that answers."""
    return f"{base_url(request.scope)}{request.scope.get('root_path', '')}{path}"


def link(request: Request, path: str, rel: str = "self", method: str = "GET") -> Link:
    """A link description object; `rel` is an IANA relation where there is one."""
    return {"href": address(request, path), "rel": rel, "method": method}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _bytes(document: Wire | bytes) -> bytes:
    return document if isinstance(document, bytes) else document.model_dump_json(by_alias=True).encode()


def with_links(document: Wire | bytes, links: Iterable[Link]) -> bytes:
    """The document's bytes with `_links` as its last member."""
    body = _bytes(document)
    return body[:-1] + (b"" if body == b"{}" else b",") + b'"_links":' + _json(list(links)) + b"}"


def document(
    request: Request,
    content: Wire | bytes,
    links: Iterable[Link],
    *,
    etag: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One document; 304 without a body when the caller already has it."""
    body, sent = with_links(content, links), dict(headers or {})
    if etag is not None:
        asked = request.method == "GET"
        tag = read(etag, body) if asked else etag
        sent |= {"ETag": tag, "Cache-Control": "private, no-cache"}
        known = field(request.headers, "if-none-match")
        if asked and known is not None and matches(known, tag):
            return Response(status_code=304, headers=sent)
    return Response(body, status, sent, "application/json")


def page(
    request: Request, path: str, name: str, items: Sequence[Wire | bytes], number: int, limit: int, total: int
) -> Response:
    """One page of a list: the named items, `_meta`, `_links`, and the same links as a header."""
    links = list(_paging(request, path, number, limit, total))
    meta = {"totalRecords": total, "page": number, "limit": limit, "count": len(items)}
    body = b'{"%b":[%b],"_meta":%b,"_links":%b}' % (
        name.encode(),
        b",".join(_bytes(item) for item in items),
        _json(meta),
        _json(links),
    )
    header = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"' for one in links)
    return Response(body, 200, {"Link": header}, "application/json")


def _paging(request: Request, path: str, number: int, limit: int, total: int) -> Iterable[Link]:
    last = max(1, -(-total // limit))
    places = {"self": number, "first": 1, "last": last}
    if 1 < number <= last + 1:
        places["prev"] = number - 1
    if number < last:
        places["next"] = max(1, number + 1)
    others = {name: value for name, value in request.query_params.items() if name not in ("page", "limit")}
    for rel, place in places.items():
        query = urlencode(others | {"page": str(place), "limit": str(limit)})
        yield link(request, f"{path}?{query}", rel, request.method)


def copy_tag(copies: Sequence[Any]) -> str:
    """The tag of stored copies: of what they hold, never of a version, so that it cannot be used to write with."""
    return f'"{hashlib.sha256("".join(one.etag for one in copies).encode()).hexdigest()[:32]}"'


def copies(request: Request, path: str, name: str, rows: Sequence[Any]) -> Response:
    """All of a person's stored copies in one document, as they are stored."""
    body = b'{"%b":[%b]}' % (name.encode(), b",".join(row.body for row in rows))
    return document(request, body, [link(request, path)], etag=copy_tag(rows))
