"""The requests of a case's staff: each as one of them, at the time that the case has."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

Case = dict[str, Any]
Token = Callable[[str, str], str]  # (person's HSA-id, unit's HSA-id) → an access token
SOURCE = "sip case"


class Problem(Exception):
    """The service said no: the step, and the problem document (or what else came)."""

    def __init__(self, step: str, document: Any):
        super().__init__(step)
        self.step, self.document = step, document


@dataclass
class Desk:
    """Asks for one case. `ids` maps the case's own references to the ids that the service gave."""

    case: Case
    client: httpx.Client
    token: Token
    ids: dict[str, str] = field(default_factory=dict)
    plan_id: str = ""
    _requests: int = 0

    def ask(self, step: str, who: str, at: str | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request as that member of staff, at that time (None: now). Raises `Problem` unless it succeeds."""
        person = self._staff(who)
        token = self.token(person["hsaId"], self._unit(person["unit"])["hsaId"])
        sent = {"Authorization": f"Bearer {token}", **headers}
        if at is not None:
            sent["Sip-Development-Time"] = at
        if method == "POST":
            self._requests += 1
            sent["Idempotency-Key"] = f"{SOURCE.replace(' ', '-')}/{self.case['id']}/{self._requests}"
        response = self.client.request(method, f"/journal/v1{path}", json=body, headers=sent)
        if response.status_code >= 300:
            raise Problem(
                step, response.json() if "json" in response.headers.get("content-type", "") else response.text
            )
        return response.json() if response.content else None

    def add(self, step: str, who: str, at: str, path: str, body: Any) -> Any:
        return self.ask(step, who, at, "POST", f"/plans/{self.plan_id}/{path}", body)

    def put(self, step: str, who: str, at: str, path: str, body: Any, tag: str = "*") -> Any:
        return self.ask(step, who, at, "PUT", f"/plans/{self.plan_id}/{path}", body, **{"If-Match": tag})

    def take(self, transition: str, who: str, at: str, **more: Any) -> None:
        body = {"transition": transition, **more}
        headers = {"If-Match": "*"}
        self.ask(transition, who, at, "POST", f"/plans/{self.plan_id}/transitions", body, **headers)

    def _staff(self, ref: str) -> Any:
        return next(one for one in self.case["staff"] if one["ref"] == ref)

    def _unit(self, ref: str) -> Any:
        return next(one for one in self.case["units"] if one["ref"] == ref)
