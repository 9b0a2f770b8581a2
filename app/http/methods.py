"""Which methods an address has: the whole `Allow` of a 405, and no redirects to a neighbour address.

Starlette's own answer names the methods of the first route that fits; a path has several routes here.
"""

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.requests import Request


def allowed(request: Request) -> list[str]:
    """Every method of the routes that fit this path in the application that answers, in alphabetical order."""
    path = _inside(request.scope["path"], request.scope.get("root_path", ""))
    found: set[str] = set()
    for route in iter_route_contexts(request.app.router.routes):
        shape = getattr(route, "path_regex", None)
        if route.methods and shape is not None and shape.match(path):
            found |= route.methods
    return sorted(found)


def no_redirects(app: Starlette) -> None:
    """`/plans/` is not `/plans`, and is 404: Starlette's redirect is built from the Host header, which anyone sends.

    For the outer application too, where Starlette takes no argument for it.
    """
    app.router.redirect_slashes = False


def _inside(path: str, root: str) -> str:
    return path[len(root) :] if root and path.startswith(f"{root}/") else path
