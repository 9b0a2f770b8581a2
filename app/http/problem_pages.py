"""The pages that a problem document's `type` leads to: what the rule says, in both languages, and its source.

Public, plain HTML without script or style, and nothing on them but the catalogue.
"""

from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app.domain.rule import Rule
from app.http.rules import catalogue

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "public, max-age=3600",
}


async def _all(request: Request) -> HTMLResponse:
    # The links are relative, so that they hold behind any prefix; from where they start is the address asked for.
    folder = "" if request.url.path.endswith("/") else "problems/"
    links = "".join(f'<li><a href="{folder}{escape(name)}">{escape(name)}</a></li>' for name in catalogue())
    return _page("Regler – Rules", f"<ul>{links}</ul>")


async def _one(request: Request) -> HTMLResponse:
    rule = catalogue().get(request.path_params["id"])
    if rule is None:
        raise HTTPException(404)
    return _page(rule.id, _described(rule))


def _described(rule: Rule) -> str:
    source = f"<p>Källa – Source: {escape(rule.source)}</p>" if rule.source else ""
    return f'<p lang="sv">{escape(rule.sv)}</p><p lang="en">{escape(rule.en)}</p>{source}'


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{content}</body></html>",
        headers=_HEADERS,
    )


problem_pages = [Route("/problems", _all), Route("/problems/", _all), Route("/problems/{id}", _one)]
