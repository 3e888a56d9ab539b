"""How the dashboard is served."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from certtrack.web.serving import listening


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_is_not_held_back_until_its_head_is_confirmed(host):
    """Head and body are sent apart: every page would come 40 milliseconds late."""
    held_back: list[bool] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        held_back.append(not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def asked(taken: socket.socket) -> None:
        # As uvicorn has it.
        async with await asyncio.start_server(answer, sock=taken):
            reader, writer = await asyncio.open_connection(*taken.getsockname()[:2])
            await reader.read()
            writer.close()
            await writer.wait_closed()

    # In a thread of its own: where a browser is driven, this one has a loop that runs.
    with closing(listening(host, 0)) as taken, ThreadPoolExecutor() as pool:
        pool.submit(asyncio.run, asked(taken)).result()
    assert held_back == [False]
