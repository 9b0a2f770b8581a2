"""The four operations that most kinds of parts have: list, read, add, correct. Each router says what is its own."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import create_model

from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Creating, IfMatch, PlanId, Working
from app.schemas.base import Wire
from app.schemas.types import Id
from app.services import parts, retries
from app.services.changes import Changed
from app.services.parts import Resource, Writable
from app.services.work import Work


def id_of(name: str) -> Any:
    """The type of the path parameter that names one part of a kind, such as `goalId`."""
    return Annotated[Id, Path(alias=f"{name}Id", description="Delens id. The part's id.")]


def list_of(item: type[Wire], name: str) -> type[Wire]:
    """The schema of a page: the named list; `_meta` and `_links` are added by the contract."""
    title = item.__name__.removesuffix("Out")
    doc = "En sida av listan. A page of the list."
    return create_model(f"{title}List", __base__=Wire, __doc__=doc, **{name: (list[item], ...)})  # type: ignore[valid-type]


async def created(
    request: Request, work: Work, changed: Changed, path: str, make: Callable[[], tuple[Wire, int]]
) -> Response:
    """201 with Location and ETag, kept for a retry; or the answer that was kept. `make` gives document and version."""
    if changed.kept is not None:
        return Response(work.keys.open(changed.kept.sealed_body), changed.kept.status, changed.kept.headers)
    content, version = make()
    headers = {"Location": answers.address(request, path)}
    response = answers.document(
        request, content, [answers.link(request, path)], etag=etag(version), status=201, headers=headers
    )
    await retries.keep(work, changed.plan.id, 201, response.headers, bytes(response.body))
    return response


def part_router(
    path: str,
    name: str,
    out: type[Wire],
    resource: Callable[[Work], Resource],
    *,
    sv: str,
    en: str,
    body: type[Wire] | None = None,
    patch: type[Wire] | None = None,
    adding: Callable[[Any], Writable] | None = None,
) -> APIRouter:
    """Routes for one kind of part at `/plans/{planId}/{path}`.

    `name` is the operation ids' noun, in the singular; `sv` and `en` name the part in texts. `resource` gives the
    kind's own rules, a `Writable` where there is a `body` or a `patch`; `adding`, where it is given, those for adding a
    part with that body.
    """
    router = APIRouter(route_class=GuardedRoute, tags=[path])
    many = path.replace("-", " ").title().replace(" ", "")
    one = name[0].upper() + name[1:]
    member = many[0].lower() + many[1:]
    place = "/plans/{planId}/" + path
    one_place = place + "/{" + name + "Id}"
    part_type = id_of(name)

    @router.get(
        place,
        response_model=list_of(out, member),
        operation_id=f"list{many}",
        summary=f"Lista {sv} i planen",
        description=f"Äldst först. The plan's {path.replace('-', ' ')}, oldest first.",
    )
    async def list_parts(
        request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
    ) -> Response:
        items, total = await parts.show_all(work, resource(work), plan_id, page, limit)
        return answers.page(request, f"/plans/{plan_id}/{path}", member, items, page, limit, total)

    @router.get(
        one_place,
        response_model=out,
        operation_id=f"get{one}",
        responses=UNCHANGED,
        summary=f"Läs {sv}",
        description=f"Med ETag, att ange i If-Match. One {en}, with its ETag for If-Match.",
    )
    async def get_part(request: Request, work: Working, plan_id: PlanId, part_id: part_type) -> Response:
        content: Any = await parts.show(work, resource(work), plan_id, part_id)
        links = [answers.link(request, f"/plans/{plan_id}/{path}/{part_id}")]
        return answers.document(request, content, links, etag=etag(content.version))

    if body is not None:
        taken = body

        @router.post(
            place,
            response_model=out,
            status_code=201,
            operation_id=f"add{one}",
            summary=f"Lägg till {sv}",
            description=f"Inget tas någonsin bort. Adds one {en}; nothing is ever removed.",
        )
        async def add_part(request: Request, work: Creating, plan_id: PlanId, content: taken) -> Response:  # type: ignore[valid-type]
            kind = adding(content) if adding else resource(work)
            assert isinstance(kind, Writable)
            changed, part_id = await parts.add(work, kind, plan_id, content)

            def make() -> tuple[Wire, int]:
                part = parts.part_of(changed.plan, kind.collection, part_id)
                return kind.viewing(changed.plan, work)(part), part.version

            return await created(request, work, changed, f"/plans/{plan_id}/{path}/{part_id}", make)

    if patch is not None:
        corrected = patch

        @router.patch(
            one_place,
            response_model=out,
            operation_id=f"correct{one}",
            summary=f"Rätta {sv}",
            description=f"JSON Merge Patch (RFC 7396). Corrects one {en}; every version is kept.",
        )
        async def correct_part(
            request: Request,
            work: Working,
            plan_id: PlanId,
            part_id: part_type,
            condition: IfMatch,
            content: corrected,  # type: ignore[valid-type]
        ) -> Response:
            kind = resource(work)
            assert isinstance(kind, Writable)
            changed = await parts.correct(work, kind, plan_id, part_id, content, condition)
            part = parts.part_of(changed.plan, kind.collection, part_id)
            links = [answers.link(request, f"/plans/{plan_id}/{path}/{part_id}")]
            return answers.document(request, kind.viewing(changed.plan, work)(part), links, etag=etag(part.version))

    return router
