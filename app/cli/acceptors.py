"""How new connections are taken: several at each turn of the event loop.

The loop (libuv) takes one new connection a turn from each socket that listens. When the service is busy a turn takes
milliseconds, and then whoever comes anew, the one who asks after its health among them, waits for seconds before
anybody can refuse her. Copies of the listening socket share its queue, and one is taken through each.
"""

import asyncio
import os
import socket
from typing import Any

import uvicorn

MORE = 15


async def add(server: uvicorn.Server) -> None:
    """To a server that has just begun to listen; they are closed with it."""
    config, loop = server.config, asyncio.get_running_loop()
    kind: Any = config.http_protocol_class

    def protocol() -> asyncio.Protocol:
        made: asyncio.Protocol = kind(config=config, server_state=server.server_state, app_state=server.lifespan.state)
        return made

    for listening in [one for each in server.servers for one in each.sockets]:
        for _ in range(MORE):
            copy = socket.socket(fileno=os.dup(listening.fileno()))
            copy.setblocking(False)
            server.servers.append(await loop.create_server(protocol, sock=copy, backlog=config.backlog))
