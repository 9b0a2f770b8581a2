"""Where all places are taken, whoever comes with a token is turned away before anything is done with it."""

from contextlib import ExitStack
from pathlib import Path

from app.http.limits import Limits
from tests.service import Service, development

PLANS = "/journal/v1/plans"
BAD = {"Authorization": "Bearer bad"}


def test_where_there_is_no_room_no_token_is_proved_and_no_address_pays(tmp_path: Path) -> None:
    # Three requests without a token that holds are what an address has.
    rates = {"address_rate": 0.6, "burst_seconds": 5}
    service = Service("sqlite", development(tmp_path, requests_in_work=2, **rates))
    limits: Limits = service.app._app.state.limits
    with ExitStack() as full:
        for _ in range(2):
            full.enter_context(limits.work())
        for _ in range(5):
            answer = service.client.get(PLANS, headers=BAD)
            assert answer.status_code == 503 and answer.json()["type"].endswith("/problems/busy")
            assert answer.headers["Retry-After"] == "1" and answer.headers["traceparent"]
        assert service.client.get(PLANS).status_code == 401, "without a token there is none to prove"
        assert service.client.get("/citizen/v1/plans", headers=BAD).status_code == 401, "the other API has room"
    assert [service.client.get(PLANS, headers=BAD).status_code for _ in range(2)] == [401, 429]
    service.stop()
