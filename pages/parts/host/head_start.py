"""Send the first answer of a change to the browser before the rest of the update.

When a new run starts, a browser traverses the whole page, and batches updates that arrive within ten milliseconds. On a
slow phone, either takes longer than drawing the first sentence, which a visitor reads first. So the message that starts
the run waits for the sentence, the sentence is sent alone, and the rest waits until a phone has drawn it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClientDisconnectedError

HEADINGS = ("<h2>", "<h3>")
"""How the HTML of an answer begins: the sentence of the first page, or a card."""
PATIENCE = 0.08
"""Seconds that the news of a run waits for its first answer: one that nobody asked for before can take longer."""
HEAD_START = 0.05
"""Seconds from the first answer to what follows it."""


class HeadStart:
    """Orders the outgoing messages of one connection.

    A browser takes an answer that comes before the news of its run for one of the run before, and removes it when the
    new run has ended, so it is sent again in its turn. It goes ahead only to a place where an answer with other words
    stands already, on the same page.

    To be called on the event loop.

    Args:
        send: sends a message to the browser; raises `SessionClientDisconnectedError` where nobody is there any more.
    """

    def __init__(self, send: Callable[[ForwardMsg], None]) -> None:
        self._send = send
        self._page: str | None = None
        self._answers: dict[tuple[int, ...], str] = {}
        self._awaits_answer = False
        self._held: list[ForwardMsg] = []
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, message: ForwardMsg) -> None:
        """Send a message now, or queue it.

        Raises:
            SessionClientDisconnectedError: nobody is there any more.
        """
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message.new_session.page_script_hash, is_part=bool(message.metadata.run.fragment_ids))
        elif self._is_answer(message, kind):
            if self._note(message) and self._awaits_answer:
                self._send(message)
                self._hold(HEAD_START)
            elif self._awaits_answer:
                self._send_held()
            self._awaits_answer = False
        elif kind == "script_finished" and self._awaits_answer:
            self._send_held()
        if self._timer is None:
            self._send(message)
        else:
            self._held.append(message)

    def _begin(self, page: str, is_part: bool) -> None:
        """Expect the answer of a new run; on another page, nothing is known to stay where it was."""
        self._send_held()
        self._awaits_answer = is_part or page == self._page
        self._page = page
        if self._awaits_answer:
            self._hold(PATIENCE)
        else:
            self._answers.clear()

    def _is_answer(self, message: ForwardMsg, kind: str | None) -> bool:
        """Whether a message is an answer; of one that the browser has kept, only the hash comes, and its place."""
        if kind == "ref_hash":
            return tuple(message.metadata.delta_path) in self._answers
        return kind == "delta" and message.delta.new_element.html.body.startswith(HEADINGS)

    def _note(self, answer: ForwardMsg) -> bool:
        """Remember what stands at the place of an answer; whether other words stood there."""
        place, words = tuple(answer.metadata.delta_path), answer.ref_hash or answer.hash
        before, self._answers[place] = self._answers.get(place, words), words
        return before != words

    def _hold(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._send_late)

    def _send_late(self) -> None:
        with suppress(SessionClientDisconnectedError):  # Streamlit notices by itself, at the next message
            self._send_held()

    def _send_held(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = self._held, []
        for message in held:
            self._send(message)
