"""Sends a webhook that has been received once more on request: the same id, body and signature."""

from collections.abc import Mapping

from app.http.posting import Answer, Poster
from app.sandbox.faults import Faults
from app.settings import Settings


class Repeating(Poster):
    """The service's own sender. What became of the second is nobody's concern: the first was received."""

    def __init__(self, settings: Settings, faults: Faults):
        super().__init__(settings)
        self._faults = faults

    async def post(self, address: str, headers: Mapping[str, str], body: bytes, *, asking: bool = False) -> Answer:
        answer = await super().post(address, headers, body, asking=asking)
        # A test of an address is a question, and asked once.
        if not asking and answer.outcome.failure is None and self._faults.draw(sending=True):
            await super().post(address, headers, body)
        return answer
