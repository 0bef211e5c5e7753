"""What an audit says of a file's form, columns and figures, whatever its rows hold."""

import pytest

from analytics.reading.importing.read import read_csv

ROWS = "".join(f"{('Pune', 'Delhi')[row % 2]};{4 + row / 10:.1f}\n" for row in range(20))


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("City;CTC (LPA)", "Columns are separated by semicolons."),
        ("City;CTC (LPA)", "“City” is taken as the place of work: "),
        ("City;CTC", "A bare figure stands for 100,000: a guess: no other unit makes usual pay of them."),
        ("City;CTC in lakhs (13 payments)", "The header says 13 payments a year"),
    ],
)
def test_the_form_the_columns_and_the_unit_are_told(header: str, sentence: str) -> None:
    audit = read_csv(f"{header}\n{ROWS}".encode(), name="pay.csv").audit
    assert any(sentence in str(inference.sentence) for inference in audit.inferences)


def test_a_pay_that_its_header_names_needs_no_warning() -> None:
    assert read_csv(f"City;CTC (LPA)\n{ROWS}".encode(), name="pay.csv").audit.warnings == ()
