"""What comes of requests that are sent by half, with the settings that nobody has changed: told as JSON.

A process of its own, because it takes half a minute in which hardly anything happens: other tests go on meanwhile.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from edge_application import served, talk

from app.settings import Settings

HALF_A_BODY = b"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
HALF_A_BODY += b"Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
# What is sent, and after how many seconds nobody waits for the rest any more.
SENT = {b"": 10, b"GET / HTTP/1.1\r\nHost: x\r\n": 10, HALF_A_BODY: 30}


def main() -> None:
    with served(Settings(mode="development")) as address, ThreadPoolExecutor(len(SENT)) as waiting:

        def wait(part: bytes) -> tuple[str, float]:
            began = time.monotonic()
            return talk(address, part, wait=40).decode("latin-1"), time.monotonic() - began

        print(json.dumps(list(waiting.map(wait, SENT))))


if __name__ == "__main__":
    main()
