"""Two threads clean chunks with the same texts in them: what one has read meanwhile the other does not read again."""

from analytics.reading.importing.clean import Memory


def test_a_text_that_was_read_meanwhile_is_not_read_again() -> None:
    texts, memory, reads = [f"{number}".encode() for number in range(9)], Memory(), list[bytes]()

    def read(text: bytes) -> str:
        reads.append(text)
        if text == texts[0]:  # as if another thread went on with the others now
            memory.names(texts[1:], read)
        return text.decode()

    assert memory.names(texts, read) == [text.decode() for text in texts]
    assert reads == texts
