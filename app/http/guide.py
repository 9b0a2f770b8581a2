"""The guide as the service hands it out: pages of `documentation/` under `/guide`, for whoever has its address alone.

Public, plain HTML with one style sheet and no script; nothing on them comes from elsewhere.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.http import markdown

# In an installation as in the tree (`[tool.hatch.build.targets.wheel]`).
ROOT = Path(__file__).resolve().parents[2]
# What a client needs to know, in the order in which the first page lists them. What only an operator needs is not here.
PAGES: dict[str, Path] = {
    name: ROOT / "documentation" / f"{name}.md"
    for name in (
        "guide-sv",
        "guide",
        "clients",
        "in-step",
        "webhooks",
        "errors",
        "policy",
        "visibility",
        "audit",
        "life-cycle",
        "sandbox",
        "rest-api-profil",
    )
} | {"changelog": ROOT / "openapi" / "CHANGELOG.md"}
_NAMES = {path: name for name, path in PAGES.items()}
_CONTRACTS = ("docs", "openapi.json")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=3600",
}
_STYLE = """body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color: #222 }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { border: 1px solid #bbb; padding: .3rem .5rem; text-align: left; vertical-align: top }
pre, code { background: #f3f3f3 }
pre { padding: .6rem; overflow-x: auto }
a { color: #1d4f73 }
"""


def routes(roots: Iterable[str]) -> list[Route]:
    """The guide beside the APIs that are served below those roots."""
    served = tuple(roots)
    missing = [path.name for path in PAGES.values() if not path.is_file()]
    if missing:
        raise RuntimeError(f"pages of the guide are not installed: {', '.join(missing)}")

    async def first(request: Request) -> HTMLResponse:
        # The links are relative, so that they hold behind any prefix; from where they start is the address asked for.
        folded = request.url.path.endswith("/")
        return _page("SIP: vägledning – guide", _first(served, folded), "sv", "" if folded else "guide/")

    async def one(request: Request) -> HTMLResponse:
        name = request.path_params["name"]
        if name not in PAGES:
            raise HTTPException(404)
        language = "sv" if name.endswith("-sv") else "en"
        back = '<p><a href="./">Alla sidor – All pages</a></p>'
        return _page(_title(name), f"{back}\n{_content(name)}", language, "")

    return [
        Route("/guide", first),
        Route("/guide/", first),
        Route("/guide/style.css", _style),
        Route("/guide/{name}", one),
    ]


async def _style(_request: Request) -> Response:
    return Response(_STYLE, media_type="text/css", headers=_HEADERS)


def _first(roots: Iterable[str], folded: bool) -> str:
    folder, above = ("", "../") if folded else ("guide/", "")
    pages = [(f"{folder}{name}", _title(name)) for name in PAGES]
    others = [(f"{above}{root.strip('/')}/{name}", f"{root}/{name}") for root in roots for name in _CONTRACTS]
    others.append((f"{above}problems", "/problems"))
    return f"<h1>SIP: vägledning – guide</h1>\n{_list(pages)}\n<h2>Kontrakt – Contracts</h2>\n{_list(others)}"


def _list(links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(to)}">{escape(text)}</a></li>' for to, text in links)
    return f"<ul>{items}</ul>"


@cache
def _title(name: str) -> str:
    return markdown.title(PAGES[name].read_text(encoding="utf-8"))


@cache
def _content(name: str) -> str:
    """Rendered when it is first asked for, and kept."""
    place = PAGES[name]

    def leads(target: str) -> str | None:
        if target.startswith(("https://", "#")):
            return target
        path, mark, part = target.partition("#")
        found = _NAMES.get((place.parent / path).resolve())
        return found and f"{found}{mark}{part}"

    return markdown.render(place.read_text(encoding="utf-8"), leads)


def _page(title: str, content: str, language: str, folder: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{folder}style.css">\n</head>\n'
        f"<body>\n{content}\n</body>\n</html>\n",
        headers=_HEADERS,
    )
