"""A chart taken away as a picture says by itself what it shows, from how many, and where it comes from."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
QUERY = "?experience=Fresher&by=City"


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def squeezed(lines: list[str] | str) -> str:
    """One line, whatever was wrapped."""
    return " ".join((" ".join(lines) if isinstance(lines, list) else lines).split())


def parsed(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_bytes())


@pytest.fixture(scope="module", params=["desk", "phone"])
def cities(request: pytest.FixtureRequest) -> Visitor:
    somebody: Visitor = request.getfixturevalue(request.param).open("salary_bands", QUERY)
    return somebody


@pytest.mark.parametrize("card", [0, 1])
def test_the_svg_carries_the_words_of_its_card_and_stands_alone(cities: Visitor, tmp_path: Path, card: int) -> None:
    page = cities.page
    path = cities.picture("SVG", tmp_path, card)
    assert re.fullmatch(r"vetan-.*fresher\.svg", path.name)
    picture = parsed(path)
    words = squeezed(texts(picture))
    assert squeezed(cities.headings.nth(card).inner_text()) in words
    source = squeezed(page.locator(".source").nth(card).text_content() or "")  # also what a phone leaves out
    assert source in words
    assert re.search(r"[\d,]+ posts of [\d,]+ employers", source)
    labels = cities.charts.nth(card).locator("text").all_text_contents()
    assert len(labels) > 3
    assert set(labels) <= set(texts(picture))
    # Nothing is fetched: no image, no font, no style sheet, and what is referred to is in the picture.
    content = path.read_text("utf-8")
    assert not re.search(r"<(image|style|script|foreignObject|link)\b|@import|@font-face|\bhref=", content)
    ids = {node.get("id") for node in picture.iter()}
    assert set(re.findall(r"url\((?:&quot;)?#(.*?)(?:&quot;)?\)", content)) <= ids
    assert content.count("url(") == len(re.findall(r"url\((?:&quot;)?#", content))
    assert set(re.findall(r"https?://[^\"\s<]+", content)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip
    fonts = {font for node in picture.iter() for font in re.findall(r"font-family: ([^;]+)", node.get("style", ""))}
    fonts |= {font for node in picture.iter() if (font := node.get("font-family"))}
    assert fonts
    assert all(font.endswith("serif") for font in fonts)  # sans or not, where the page's font is missing
    grid = [line for line in picture.iter(f"{SVG}line") if "stroke-opacity: 0.25" in line.get("style", "")]
    assert len(grid) >= 3  # as faint as on the page
    wide = float(picture.get("width", 0))
    assert all(float(text.get("x", 0)) < wide for text in picture.iter(f"{SVG}text"))


def test_the_png_is_sharp_and_holds_the_same(cities: Visitor, tmp_path: Path) -> None:
    drawn = parsed(cities.picture("SVG", tmp_path))
    path = cities.picture("PNG", tmp_path)
    assert path.name.endswith(".png")
    with Image.open(path) as picture:
        assert picture.width >= 1200
        assert picture.width >= 2 * float(drawn.get("width", 0))
        assert picture.height / picture.width == pytest.approx(
            float(drawn.get("height", 0)) / float(drawn.get("width", 1)), rel=0.01
        )
        shades = set(picture.convert("RGB").get_flattened_data())
        ground = picture.convert("RGB").getpixel((1, 1))
        assert ground == (255, 255, 255)
        assert (11, 111, 194) in shades  # the marks of posted pay in the light look
        # Title above and source below: something is drawn near both ends.
        for box in ((0, 0, picture.width, 120), (0, picture.height - 120, picture.width, picture.height)):
            assert len(set(picture.convert("L").crop(box).get_flattened_data())) > 10


def test_a_picture_follows_the_filter_and_the_look_and_costs_no_rerun(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    somebody = visitor(color_scheme="dark").open("salary_bands", QUERY)
    before = squeezed(texts(parsed(somebody.picture("SVG", tmp_path))))
    somebody.choose(somebody.pill("1–2 years").first)
    expect(somebody.page).to_have_url(re.compile("experience=1"))
    frames: list[Any] = []
    somebody.open_menu(0)
    somebody.settled()
    path = watched(somebody.page, frames, lambda: somebody.save_picture("SVG", tmp_path))
    assert frames == []
    after = squeezed(texts(parsed(path)))
    assert after != before
    assert squeezed(somebody.headings.first.inner_text()) in after
    assert 'fill="rgb(17, 22, 29)"' in path.read_text("utf-8")


def watched(page: Page, frames: list[Any], act: Callable[[], Path]) -> Path:
    """What is done while the browser's messages to the server are counted."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda event: frames.append(event))
    done = act()
    session.detach()
    return done


def test_markup_in_a_name_stays_text(desk: Visitor, tmp_path: Path) -> None:
    name = "<b onclick=alert(1)>A & [B](http://x.example)</b>"
    rows = "\n".join(f"{city},{20_000 + 100 * index}" for index in range(40) for city in (name, "Pune"))
    somebody = desk.bring(f"city,pay per month\n{rows}\n".encode()).use()
    somebody.go("Salary bands")
    path = somebody.picture("SVG", tmp_path)
    picture = parsed(path)
    beginning = name[:20].replace(" ", "")  # a column has no room for all of it, and takes two lines
    assert any(text.replace(" ", "").startswith(beginning) for text in texts(picture))
    assert not [node for node in picture.iter() if "onclick" in node.attrib or node.tag.endswith("}a")]


def test_pictures_are_taken_from_the_keyboard(desk: Visitor) -> None:
    page = desk.open().page
    desk.open_menu(0)
    button = page.get_by_role("button", name="Picture as SVG").first
    button.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "vetan-bands-by-experience.svg"
    expect(button).to_be_focused()
