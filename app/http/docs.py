"""The documentation of an application, at its own root: `/docs`, and the contract at `/openapi.json`.

Everything is served from here: no other host is asked for a script, a style or an icon, and no script stands in the
page itself. Public, and not part of the contract.
"""

from html import escape
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from app.http.about import About
from app.http.problems import base_url

_POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# `validatorUrl` would send the contract to a validator on the internet.
_START = """window.addEventListener("load", function () {
  SwaggerUIBundle({
    url: "openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    validatorUrl: null
  });
});
"""
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1d4f73"/>'
    '<path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.5"/></svg>'
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="docs/assets/icon.svg">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
<script src="docs/assets/swagger-ui-bundle.js" defer></script>
<script src="docs/assets/start.js" defer></script>
</head>
<body><p><a href="{guide}">Vägledning – Guide</a></p><div id="docs"></div></body>
</html>
"""
_KEPT = {"Cache-Control": "public, max-age=86400"}


def install(app: FastAPI) -> None:
    """Adds the page, its parts and the contract to `app`, which is built with `openapi_url=None`.

    FastAPI's own page asks a content delivery network for its parts, so both cannot stand.
    """
    if app.openapi_url is not None:
        raise ValueError("build the application with openapi_url=None")

    async def docs(request: Request) -> Response:
        # The guide stands beside what this is mounted in; a relative link holds behind any prefix.
        above = "../" * request.scope.get("root_path", "").count("/")
        page = _PAGE.format(title=escape(app.title), guide=f"{above}guide")
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})

    async def contract(request: Request) -> Response:
        # As committed, but for the addresses, so that the page's requests go to the service that served it and its
        # reader to the guide, and for what its operator says of it.
        base = base_url(request.scope)
        whole = app.openapi()
        here = {
            "servers": [{"url": f"{base}{request.scope.get('root_path', '')}"}],
            "externalDocs": whole.get("externalDocs", {}) | {"url": f"{base}/guide"},
        }
        said: About = getattr(app.state, "operator_says", About())
        return JSONResponse(said.on(whole | here, getattr(app.state, "side", "")))

    app.add_route("/docs", docs, include_in_schema=False)
    app.add_route("/docs/assets/{name}", _asset, include_in_schema=False)
    app.add_route("/openapi.json", contract, include_in_schema=False)


def _static() -> Path:
    """Where the package with the page's script and style keeps them; its code is not imported."""
    found = find_spec("fastapi_offline")
    if found is None or found.origin is None:
        raise RuntimeError("the package fastapi-offline is not installed")
    return Path(found.origin).parent / "static"


async def _asset(request: Request) -> Response:
    match request.path_params["name"]:
        case "start.js":
            return Response(_START, media_type="text/javascript", headers=_KEPT)
        case "icon.svg":
            return Response(_ICON, media_type="image/svg+xml", headers=_KEPT)
        case "swagger-ui.css":
            return FileResponse(_static() / "swagger-ui.css", media_type="text/css", headers=_KEPT)
        case "swagger-ui-bundle.js":
            return FileResponse(_static() / "swagger-ui-bundle.js", media_type="text/javascript", headers=_KEPT)
        case _:
            raise HTTPException(404)
