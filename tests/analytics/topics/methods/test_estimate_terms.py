"""What Methods says of estimates comes from the table of the benchmark."""

from analytics.reading import packaged
from analytics.topics.methods import estimate_terms


def test_every_figure_is_one_of_the_table() -> None:
    checks = packaged.read("estimate_checks")
    terms = dict(estimate_terms.how_well(checks))
    errors = checks[checks["check"] == "root of the excess error"]
    for row in errors.itertuples():
        sentence = terms[f"Error with {row.group} of exactly this"]
        method = estimate_terms.METHODS[row.method]
        # A mean square less its noise can be below zero: then no typical error can be told.
        phrase = f"{method} {100 * row.value:.1f} %" if row.value > 0 else f"{method} too small to tell from noise"
        assert phrase in sentence
        assert "times those of the closest" in sentence
    assert len(terms) == 3 + len(estimate_terms.HOLD_OUTS) + len(estimate_terms.COVERAGES)


def test_the_formula_and_its_sources_are_named() -> None:
    text = " ".join(sentence for _, sentence in estimate_terms.method())
    assert "γ = σ² ÷ (σ² + ψ)" in text
    assert "Fay and Herriot" in text


def test_the_example_is_what_the_formula_gives() -> None:
    text = dict(estimate_terms.method())["An example"]
    share = 0.01 / (0.01 + 0.04)
    assert f"γ = 0.01 ÷ 0.05 = {share:.1f}" in text
    assert f"rises by {100 * share * 0.30:.0f} %" in text


def test_every_check_is_in_the_full_table() -> None:
    checks = packaged.read("estimate_checks")
    table = estimate_terms.full_table(checks)
    assert len(table) == len(checks)
    assert table["Value"].tolist() == checks["value"].tolist()
    assert set(table["Method"]) == set(estimate_terms.METHODS.values())
