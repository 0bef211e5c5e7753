"""What a click brings reaches the browser in the order, and at the times, that let it draw the answer first."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

TAKE = """async () => {
    const taken = [], frames = [];
    const socket = new EventTarget();
    const listen = WebSocket.prototype.addEventListener.bind(socket);
    listen("message", message => taken.push(message.detail));
    const arrive = name => socket.dispatchEvent(new CustomEvent("message", { detail: name }));
    const note = () => frames.push(taken.splice(0).join(" "));
    arrive("answer");
    arrive("run");
    arrive("cards");
    note();
    for (let frame = 0; frame < 3; frame++) {
        await new Promise(requestAnimationFrame);
        await new Promise(go => setTimeout(go, 5));
        note();
    }
    arrive("later");
    note();
    return frames;
}"""
"""Which messages a listener has taken at once and by each frame; two come while the first one is drawn."""


def test_the_answer_of_a_click_comes_before_its_run(desk: Visitor) -> None:
    messages: list[ForwardMsg] = []

    def keep(frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            messages.append(ForwardMsg.FromString(frame))

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", keep)

    desk.page.on("websocket", listen)
    desk.open().settled()
    for level in ("Fresher", "1–2 years"):
        messages.clear()
        desk.choose(desk.pill(level))
        kinds = [message.WhichOneof("type") for message in messages]
        start = kinds.index("new_session")
        (answer,) = messages[:start]
        assert answer.delta.new_element.html.body.startswith("<h2>")
        assert answer in messages[start:]


def test_messages_that_come_while_a_page_is_drawn_are_taken_together(desk: Visitor) -> None:
    at_once, *frames, later = desk.open().page.evaluate(TAKE)
    assert at_once == "answer"
    assert [frame for frame in frames if frame] == ["run cards"]
    assert later == "later"


def test_a_hidden_page_takes_messages_too(visitor: Callable[..., Any]) -> None:
    page = visitor().open().page
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true }), requestAnimationFrame = () => 0")
    page.evaluate(
        """() => {
            const socket = new EventTarget();
            window.taken = [];
            const listen = WebSocket.prototype.addEventListener.bind(socket);
            listen("message", message => window.taken.push(message.detail));
            for (const name of ["run", "end"]) socket.dispatchEvent(new CustomEvent("message", { detail: name }));
        }"""
    )
    page.wait_for_function("() => window.taken.join(' ') === 'run end'")
