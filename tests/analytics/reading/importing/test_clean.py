"""Two threads clean chunks with the same texts in them: what one has read meanwhile the other does not read again."""

from analytics.reading.importing.clean import Memory
from analytics.reading.importing.read import clean_rows


def test_a_text_that_was_read_meanwhile_is_not_read_again() -> None:
    texts, memory, reads = [f"{number}".encode() for number in range(9)], Memory(), list[bytes]()

    def read(text: bytes) -> str:
        reads.append(text)
        if text == texts[0]:  # as if another thread went on with the others now
            memory.names(texts[1:], read)
        return text.decode()

    assert memory.names(texts, read) == [text.decode() for text in texts]
    assert reads == texts


def test_what_differs_in_its_blanks_has_one_name_and_a_name_has_an_end() -> None:
    shifts = [
        "day",
        " day",
        "day ",
        "late  day",
        "late\u00a0day",
        "late\u2003 day",
        "nīght",
        "nig\0ht",
        "night",
        "x" * 250,
    ]
    table = "Shift,Pay per month\n" + "".join(f'"{shift}",{20_000 + row}\n' for row, shift in enumerate(shifts * 3))
    file, cleaned = clean_rows(table.encode(), name="pay.csv")
    names, codes = cleaned.groups[file.plan.header.index("Shift")]
    assert names.to_pylist() == ["day", "late day", "nīght", "night", "x" * 200]
    assert codes.tolist() == [0, 0, 0, 1, 1, 1, 2, 3, 3, 4] * 3
