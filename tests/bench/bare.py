"""The bare server: the same uvicorn, and an application that does nothing but answer.

`/{status}/{size}` answers that status with that many bytes, made once. Started as `python -m tests.bench.bare PORT`.
"""

import sys
from functools import cache
from typing import Any

import uvicorn


@cache
def _answer(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    status, size = map(int, path.strip("/").split("/"))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": b"x" * size}


async def application(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body", False):
        pass
    for message in _answer(scope["path"]):
        await send(message)


if __name__ == "__main__":
    uvicorn.run(
        application, port=int(sys.argv[1]), loop="uvloop", http="httptools", ws="none", lifespan="off", log_config=None,
        access_log=False, server_header=False, proxy_headers=False,
    )  # fmt: skip
