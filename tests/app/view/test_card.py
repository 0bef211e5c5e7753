"""Cards on a page: none repeats what stands above it."""

from streamlit.testing.v1 import AppTest


def test_a_card_without_a_chart_leaves_out_the_lines_that_another_has_said() -> None:
    def page() -> None:
        from analytics.model import Provenance
        from analytics.presenting.exhibit import Exhibit
        from pages.parts.view import card

        source = Provenance("office.csv", "your file", "yours")
        with card.page():
            for key in ("city", "sector"):
                line = f"By {key} there are too few."
                card.show(
                    Exhibit(key, f"Pay by {key}", f"The median is ₹22,000.\n{line}", {"n": [7]}, (), "", 7, source)
                )

    app = AppTest.from_function(page).run()
    assert not app.exception
    words = " ".join(block.proto.body for block in app.get("html"))
    assert words.count("The median is ₹22,000.") == 1
    assert words.count("there are too few") == 2
