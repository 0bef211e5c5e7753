"""On the posts that ship, estimates for employers that were held out beat the plain figures. The short form, < 60 s."""

import pytest

from tests.benchmarks.estimates import checks
from tests.benchmarks.estimates.held_out import BANDS, load
from tests.benchmarks.estimates.methods import OWN_MEDIAN, PLAIN, ROLE_LEVEL, VETAN
from tests.benchmarks.estimates.pieces import Pieces


@pytest.mark.thorough(12)
def test_estimates_beat_the_plain_figures_and_their_ranges_hold() -> None:
    rows = checks.halves(Pieces(load()), 2, PLAIN)
    values = {(check, group, method): value for check, group, method, _, value, _, _ in rows}
    for band in BANDS[1:]:
        errors = {method: values["root of the excess error", band, method] for method in (VETAN, *PLAIN)}
        assert errors[VETAN] < min(errors[rival] for rival in PLAIN)
        # The aims: a third below role × level in thin cells, two fifths below a thick cell's own median.
        rival, most = {"n 1–5": (ROLE_LEVEL, 0.65), "n 6–28": (ROLE_LEVEL, 0.70), "n 29+": (OWN_MEDIAN, 0.60)}[band]
        assert errors[VETAN] <= most * errors[rival]
    assert values[f"{checks.OFFER}: coverage", "all", VETAN] == pytest.approx(0.8, abs=0.01)
    assert values[f"{checks.MEDIAN}: coverage", "all", VETAN] >= 0.93
