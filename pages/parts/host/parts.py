"""Send long answers in parts, so that clients that read nothing take little memory."""

from starlette.types import Message, Send

PART = 64 * 1024
"""Bytes of an answer that are handed to a connection at once."""


def in_parts(send: Send) -> Send:
    """Wrap `send` to send a long body in parts, each when the client has taken those before.

    In one piece it would be copied for each of a thousand clients that read nothing.
    """

    async def send_in_parts(message: Message) -> None:
        body = message.get("body", b"")
        starts = range(0, len(body), PART)
        for start in starts[:-1]:
            await send({**message, "body": body[start : start + PART], "more_body": True})
        await send({**message, "body": body[starts[-1] :]} if len(starts) > 1 else message)

    return send_in_parts
