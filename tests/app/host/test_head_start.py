"""After a click, the first answer goes out before the news of the run, and all else in its order."""

import asyncio
from collections.abc import Sequence

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClientDisconnectedError

from pages.parts.host.head_start import PATIENCE, HeadStart

pytestmark = pytest.mark.fast

PLACE, OTHER_PLACE = (0, 3), (0, 4)


def run(*parts: str, page: str = "overview") -> ForwardMsg:
    message = ForwardMsg(new_session={"page_script_hash": page})
    message.metadata.run.fragment_ids.extend(parts)
    return message


def html(body: str, place: Sequence[int] = PLACE) -> ForwardMsg:
    message = ForwardMsg(delta={"new_element": {"html": {"body": body}}}, hash=body)
    message.metadata.delta_path.extend(place)
    return message


def kept_html(body: str, place: Sequence[int] = PLACE) -> ForwardMsg:
    """What is sent in place of HTML that the browser has kept."""
    message = ForwardMsg(ref_hash=body)
    message.metadata.delta_path.extend(place)
    return message


END = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
FIRST_VISIT = [run(), html("<h2>All"), html("<h3>Cities", OTHER_PLACE), END]


def name(message: ForwardMsg) -> str:
    body = message.ref_hash or message.delta.new_element.html.body
    return body or str(message.WhichOneof("type"))


def received(messages: Sequence[ForwardMsg], wait: float = 0) -> list[str]:
    """The names of what a browser has got so many seconds after these messages that follow a first visit."""

    async def play() -> list[str]:
        out: list[str] = []
        head_start = HeadStart(lambda message: out.append(name(message)))
        for message in FIRST_VISIT:
            head_start(message)
        assert out == [name(message) for message in FIRST_VISIT], "the first visit waits for nothing"
        out.clear()
        for message in messages:
            head_start(message)
        await asyncio.sleep(wait)
        return out

    return asyncio.run(play())


@pytest.mark.parametrize("answer", [html("<h2>Freshers"), kept_html("<h2>Freshers")], ids=["whole", "kept"])
@pytest.mark.parametrize("news", [run(), run("part"), run("part", page="as Streamlit names it later")])
def test_the_answer_goes_ahead_and_comes_again_in_its_turn(answer: ForwardMsg, news: ForwardMsg) -> None:
    click = [news, html("<p>chips", (0, 2)), answer, html("<h3>Roles", OTHER_PLACE), END]
    assert received(click) == ["<h2>Freshers", *map(name, click)]


def test_what_stands_already_has_no_head_start() -> None:
    click = [run(), html("<h3>Cities", OTHER_PLACE), html("<p>menu", (0, 4, 1)), END]
    assert received(click) == list(map(name, click))


@pytest.mark.parametrize("place", [(0, 5), (1, 3)])
def test_an_answer_at_a_new_place_has_no_head_start(place: tuple[int, ...]) -> None:
    click = [run(), html("<h2>Freshers", place), END]
    assert received(click) == list(map(name, click))


def test_another_page_waits_for_nothing_and_knows_no_places() -> None:
    visit = [run(page="cities"), html("<h3>Cities", (0, 7)), END]
    assert received(visit) == list(map(name, visit))
    click = [run(page="cities"), html("<h2>Freshers"), END]
    assert received([*visit, *click]) == list(map(name, [*visit, *click]))


def test_a_run_without_an_answer_waits_for_its_end() -> None:
    click = [run(), html("<p>nothing", (0, 2)), END]
    assert received(click[:2]) == []
    assert received(click) == list(map(name, click))


def test_the_news_of_a_run_waits_no_longer_than_a_moment() -> None:
    click = [run(), html("<p>chips", (0, 2))]
    assert received(click, PATIENCE / 2) == []
    assert received(click, 2 * PATIENCE) == list(map(name, click))


def test_an_answer_later_than_that_comes_once() -> None:
    async def play() -> list[str]:
        out: list[str] = []
        head_start = HeadStart(lambda message: out.append(name(message)))
        for message in [*FIRST_VISIT, run()]:
            head_start(message)
        await asyncio.sleep(2 * PATIENCE)
        out.clear()
        for message in (html("<h2>Freshers"), END):
            head_start(message)
        return out

    assert asyncio.run(play()) == ["<h2>Freshers", "script_finished"]


def test_a_second_click_sends_what_waits_first() -> None:
    clicks = [run(), html("<p>chips", (0, 2)), run(), html("<h2>Experts"), END]
    assert received(clicks) == [
        "new_session",
        "<p>chips",
        "<h2>Experts",
        "new_session",
        "<h2>Experts",
        "script_finished",
    ]


def test_a_browser_that_has_left_is_no_error_later_but_at_once(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        left = False

        def send(_: ForwardMsg) -> None:
            if left:
                raise SessionClientDisconnectedError

        head_start = HeadStart(send)
        for message in FIRST_VISIT:
            head_start(message)
        left = True
        head_start(run())
        await asyncio.sleep(2 * PATIENCE)
        with pytest.raises(SessionClientDisconnectedError):
            head_start(END)

    asyncio.run(play())
    assert caplog.records == []
