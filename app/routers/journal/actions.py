"""What the caller may do with a plan now and why not (actions), and what the law still wants (requirements)."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.action import Action
from app.http import answers
from app.http.answers import Link
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.schemas.journal.action import ActionOut, ActionsOut, RequirementsOut
from app.services import actions

router = APIRouter(route_class=GuardedRoute, tags=["actions"])
# Where each action is taken: the method, and the address below the plan.
WHERE: dict[Action, tuple[str, str]] = {
    Action.PLAN_READ: ("GET", ""),
    Action.SUMMONS_READ: ("GET", "/summonses"),
    Action.ACTIONS_READ: ("GET", "/actions"),
    Action.MAPPING_READ: ("GET", "/mapping"),
    Action.MAPPING_WRITE: ("PUT", "/mapping"),
    Action.PLAN_CHANGE: ("PATCH", ""),
    Action.PLAN_PROTECT: ("PATCH", ""),
    Action.PLAN_RELEASE: ("PUT", "/release"),
    Action.COORDINATOR_NAME: ("PUT", "/coordinator"),
    Action.UNIT_ADD: ("POST", "/units"),
    Action.PARTICIPANT_ADD: ("POST", "/participants"),
    Action.PARTICIPANT_PROTECT: ("PATCH", "/participants/{participantId}"),
    Action.CONSENT_REGISTER: ("POST", "/consents"),
    Action.CONSENT_WITHDRAW: ("PUT", "/consents/{consentId}/withdrawal"),
    Action.REPRESENTATION_REGISTER: ("POST", "/representations"),
    Action.REPRESENTATION_END: ("PUT", "/representations/{representationId}/ending"),
    Action.AGE_EXCEPTION_DECIDE: ("POST", "/age-exceptions"),
    Action.AGE_EXCEPTION_END: ("PUT", "/age-exceptions/{ageExceptionId}/ending"),
    Action.BLOCK_READ: ("GET", "/blocks"),
    Action.BLOCK_REGISTER: ("POST", "/blocks"),
    Action.BLOCK_LIFT: ("PUT", "/blocks/{blockId}/lifting"),
    Action.SUMMONS_SEND: ("POST", "/summonses"),
    Action.SUMMONS_REPLY: ("PUT", "/summonses/{summonsId}/invitations/{invitationId}/reply"),
    Action.MEETING_RECORD: ("POST", "/meetings"),
    Action.GOAL_WRITE: ("POST", "/goals"),
    Action.GOAL_WITHHOLD: ("PATCH", "/goals/{goalId}"),
    Action.INTERVENTION_WRITE: ("POST", "/interventions"),
    Action.INTERVENTION_WITHHOLD: ("PATCH", "/interventions/{interventionId}"),
    Action.INTERVENTION_FOLLOW: ("POST", "/interventions/{interventionId}/statuses"),
    Action.FOLLOW_UP_RECORD: ("POST", "/follow-ups"),
    Action.FOLLOW_UP_WITHHOLD: ("PATCH", "/follow-ups/{followUpId}"),
    Action.DEVIATION_REPORT: ("POST", "/deviations"),
    Action.DEVIATION_HANDLE: ("POST", "/deviations/{deviationId}/steps"),
    Action.NOTE_WRITE: ("POST", "/notes"),
    Action.SOURCE_ADD: ("POST", "/source-identifiers"),
    Action.NUMBER_CHANGE: ("POST", "/number-changes"),
    Action.NUMBER_UNDO: ("PUT", "/number-changes/{numberChangeId}/undoing"),
    Action.HANDOVER_OFFER: ("POST", "/handovers"),
    Action.HANDOVER_ACCEPT: ("PUT", "/handovers/{handoverId}/acceptance"),
    Action.HANDOVER_REFUSE: ("PUT", "/handovers/{handoverId}/refusal"),
    Action.HANDOVER_WITHDRAW: ("PUT", "/handovers/{handoverId}/withdrawal"),
    Action.TAKE_OVER: ("POST", "/takeovers"),
    Action.COPY_RECORD: ("POST", "/copies"),
    Action.NOTICE_READ: ("GET", "/notices"),
    Action.NOTICE_ACKNOWLEDGE: ("PUT", "/notices/{noticeId}/acknowledgement"),
} | {
    step: ("POST", "/transitions")
    for step in (
        *(Action.OFFER, Action.ACCEPT, Action.DECLINE, Action.PREPARE),
        *(Action.ESTABLISH, Action.RESUME, Action.CLOSE, Action.ANNUL),
    )
}


def links_for(request: Request, plan_id: UUID, allowed: set[Action]) -> Iterator[Link]:
    """A link for each thing that this caller may do now: `edit` where it changes the plan (IANA), `related` to read.

    One for each method and address: several steps are taken at the same one. An address with a part's id in it is
    given by `/actions` as a template, and is no link.
    """
    given = {WHERE[action] for action in WHERE if action in allowed}
    for method, path in sorted(given, key=lambda one: (one[0] != "GET", one)):
        if "{" not in path and (method, path) != ("GET", ""):
            rel = "related" if method == "GET" else "edit"
            yield answers.link(request, f"/plans/{plan_id}{path}", rel, method)


@router.get(
    "/plans/{planId}/actions",
    response_model=ActionsOut,
    operation_id="listActions",
    summary="Se vad du får göra, och annars varför inte",
    description=(
        "Varje handling, för dig, nu: tillåten med adress och metod, eller varje skäl med lagrum. "
        "Every action, for you, now: allowed with address and method, or every reason with its paragraph of law."
    ),
)
async def list_actions(request: Request, work: Working, plan_id: PlanId) -> Response:
    found = await actions.show(work, plan_id)
    rows = [
        ActionOut(
            action=action.value,
            allowed=not reasons,
            method=WHERE[action][0],  # type: ignore[arg-type]
            href=answers.address(request, f"/plans/{plan_id}{WHERE[action][1]}"),
            statuses=actions.statuses(action),
            reasons=reasons,
        )
        for action, reasons in found.items()
    ]
    allowed = {action for action, reasons in found.items() if not reasons}
    links = [answers.link(request, f"/plans/{plan_id}/actions"), *links_for(request, plan_id, allowed)]
    return answers.document(request, ActionsOut(actions=rows), links)


@router.get(
    "/plans/{planId}/requirements",
    response_model=RequirementsOut,
    operation_id="listRequirements",
    summary="Se vad som krävs för att upprätta planen",
    description=(
        "Varje krav i lag (HSL 16:4, SoL 10:9) och riktlinje, uppfyllt eller inte. "
        "Every requirement of law and guideline, met or not."
    ),
)
async def list_requirements(request: Request, work: Working, plan_id: PlanId) -> Response:
    found = await actions.required(work, plan_id)
    return answers.document(request, found, [answers.link(request, f"/plans/{plan_id}/requirements")])
