"""A long answer reaches its client in parts."""

import pytest
from starlette.types import Message

from pages.parts.host.parts import PART, in_parts
from tests.coroutines import complete


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 3 * PART])
def test_a_long_answer_is_sent_in_parts(size: int) -> None:
    """Each when the client has taken those before: `send` waits for that."""
    body = (bytes(range(256)) * (size // 256 + 1))[:size]
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    async def answer() -> None:
        send = in_parts(keep)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    complete(answer())
    start, *parts = messages
    assert start["status"] == 200
    assert b"".join(part["body"] for part in parts) == body
    assert all(len(part["body"]) <= PART for part in parts)
    assert [part.get("more_body", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    assert len(parts) == max(1, -(-size // PART))
