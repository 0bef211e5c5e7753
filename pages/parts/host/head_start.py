"""Send the first answer of a change to the browser before the rest of the update.

When it learns of a new run, a browser works through the whole page before it draws anything, which takes a slow phone
longer than the first sentence. So the message that starts the run waits for that sentence, and follows it. While the
browser draws the sentence, the rest of the update arrives; the page's script takes it in one go (messages.js).
"""

import asyncio
from contextlib import suppress

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClientDisconnectedError

from pages.parts.streamlit_internals import Send

HEADINGS = ("<h2>", "<h3>")
"""How the HTML of an answer begins: the sentence of the first page, or a card."""
PATIENCE = 0.08
"""Seconds that the start of a run waits for its first answer; an answer that is not cached can take longer."""


class HeadStart:
    """Orders the outgoing messages of one connection.

    The browser takes an answer that arrives before its run for a part of the previous run, and would remove it at the
    end of the new one, so the answer is sent again in its usual place. An answer goes ahead only if it replaces another
    one at the same place on the same page.

    Call it on the event loop only.

    Args:
        send: sends a message to the browser; raises `SessionClientDisconnectedError` if the visitor has left.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._page: str | None = None
        self._answers: dict[tuple[int, ...], str] = {}
        self._held: list[ForwardMsg] = []
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, message: ForwardMsg) -> None:
        """Send a message now, or once the first answer of its run is there.

        Raises:
            SessionClientDisconnectedError: the visitor has left.
        """
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._start_run(message.new_session.page_script_hash, is_part=bool(message.metadata.run.fragment_ids))
        elif self._is_answer(message, kind):
            if self._is_new(message) and self._timer is not None:
                self._send(message)
            self._send_held()
        elif kind == "script_finished":
            self._send_held()
        if self._timer is None:
            self._send(message)
        else:
            self._held.append(message)

    def _start_run(self, page: str, is_part: bool) -> None:
        """Wait for the answer of a new run; on another page, every place is new."""
        self._send_held()
        if is_part or page == self._page:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._send_late)
        else:
            self._answers.clear()
        self._page = page

    def _is_answer(self, message: ForwardMsg, kind: str | None) -> bool:
        """Whether a message is an answer; if the browser has cached it, the message holds only its hash and place."""
        if kind == "ref_hash":
            return tuple(message.metadata.delta_path) in self._answers
        return kind == "delta" and message.delta.new_element.html.body.startswith(HEADINGS)

    def _is_new(self, answer: ForwardMsg) -> bool:
        """Remember an answer; whether it replaces another one."""
        place, words = tuple(answer.metadata.delta_path), answer.ref_hash or answer.hash
        before, self._answers[place] = self._answers.get(place, words), words
        return before != words

    def _send_late(self) -> None:
        with suppress(SessionClientDisconnectedError):  # Streamlit notices at its next message
            self._send_held()

    def _send_held(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = self._held, []
        for message in held:
            self._send(message)
