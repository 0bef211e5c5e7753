"""Decode text in any encoding to UTF-8, and name the encoding.

Byte order marks, UTF-8 and UTF-16 settle it. Otherwise `charset-normalizer` tells alphabets apart (Chinese, Japanese,
Korean, Cyrillic, Greek, Hebrew, Arabic, Thai). Among the encodings of Latin letters it errs on short tables, so there
the alphabets of languages decide: the encoding in which every letter beyond ASCII belongs to one language.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.texts import Message, message

_SAMPLE = 1 << 18
_BLOCK = 16 << 20
_OTHER_ALPHABETS = (
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r", "cp1251", "cp866", "cp1253", "iso8859_7"),
    *("cp1255", "cp1256", "cp874"),
)
"""The encodings that programs of the last thirty years exported, other than Latin ones."""

_LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüß",
        "àâæçéèêëîïôœùûüÿ",
        "áéíñóúüªº",
        "ãáâàçéêíóôõúªº",
        "àèéìíîòóùú",
        "åäöéæøü",
        "áéíóúýþæöð",
        "äëïöüéèêáóúíàç",
    ),
    "cp1254": ("çğıöşüâîûİ",),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž"),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "ăâîşţ"),
    "mac_roman": ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáâàçéêíóôõú"),
    "cp850": ("äöüß", "àâæçéèêëîïôùûü", "áéíñóúü", "ãáâàçéêíóôõú"),
}
"""The letters beyond ASCII of each language, by the encodings it was written in; the likelier encodings first."""


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8.

    Args:
        data: the bytes; without a byte order mark.
        encoding: what they were in; "binary" for bytes that are not text.
        alternative: another encoding that fits as well, where nothing in the file settles it.
        mistaken: the encoding that the UTF-8 of the text was once taken for, before it was written as UTF-8 again.
    """

    data: pa.Buffer
    encoding: str
    alternative: str = ""
    mistaken: str = ""


def encoding_notes(decoded: Decoded) -> tuple[Message, ...]:
    """Sentences on the conversions applied to a text."""
    if not decoded.mistaken:
        return ()
    return (
        message(
            "The letters had been read as {encoding} and written as UTF-8 again, “{damaged}” for “₹”: that was undone.",
            encoding=decoded.mistaken,
            damaged="₹".encode().decode(decoded.mistaken),
        ),
    )


def in_utf8(data: pa.Buffer) -> Decoded:
    """The bytes of a file as UTF-8. A few stray bytes in UTF-8 stay as they are.

    >>> found = in_utf8(pa.py_buffer("Stadt;Gehalt\\nKöln;3000\\nMünchen;3100\\n".encode("cp1252")))
    >>> found.encoding, found.data.to_pybytes().decode().split()[1]
    ('cp1252', 'Köln;3000')
    """
    head = data[:4096].to_pybytes()
    wide = _wide(head)
    if wide:
        return Decoded(_transcode(data, wide), wide)
    if head.startswith(codecs.BOM_UTF8):
        data = data[3:]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\v\0\x1a\x1b" for byte in head) + max(0, head.count(0) - 16)
    if control > 0.02 * len(head) + 8:
        return Decoded(data, "binary")
    is_utf8, sample = _is_utf8(data), _around_first_high_byte(data)
    if is_utf8 or _mostly_utf8(sample):
        mistaken = mistaken_encoding(sample.decode("utf-8", "replace"))
        return Decoded(_correct(data, mistaken) if mistaken else data, "utf-8", mistaken=mistaken)
    encoding, alternative = detect_encoding(sample)
    return Decoded(_transcode(data, encoding), encoding, alternative)


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32, by the mark at the beginning or the zeros between the letters; else nothing."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        between = head[offset::2]
        if len(head) >= 8 and between.count(0) > 0.6 * len(between) and head[1 - offset :: 2].count(0) == 0:
            return encoding
    return ""


def _transcode(data: pa.Buffer, encoding: str) -> pa.Buffer:
    """Convert the bytes to UTF-8 block by block, to avoid a second copy of a large file."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    sink = pa.BufferOutputStream()
    for start in range(0, data.size, _BLOCK):
        block = data[start : start + _BLOCK].to_pybytes()
        sink.write(decoder.decode(block, start + _BLOCK >= data.size).encode("utf-8", "replace"))
    return sink.getvalue()


def _is_utf8(data: pa.Buffer) -> bool:
    """Whether the bytes are valid UTF-8."""
    offsets = pa.py_buffer(np.array([0, data.size], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, data]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _around_first_high_byte(data: pa.Buffer) -> bytes:
    """The beginning of the file, and what surrounds the first letter beyond ASCII where that comes later."""
    first = 0
    for start in range(0, data.size, _BLOCK):
        block = np.frombuffer(data[start : start + _BLOCK], np.uint8)
        if block.max(initial=0) > 127:
            first = start + int(np.argmax(block > 127))
            break
    start = max(0, first - 1000)
    return bytes(data[start : start + _SAMPLE].to_pybytes())


def _mostly_utf8(sample: bytes) -> bool:
    """Whether the sample is UTF-8 with a few invalid bytes."""
    text = sample.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) - damaged > 4 * damaged


_RUN = re.compile(r"[^\x00-\x7f]+")
_RUNS = 500
_WESTERN = r"\u00a0-\u00ff\u0900-\u0dff\u2010-\u2026\u20a0-\u20bf\u2122"
_MISTAKEN = {
    "cp1252": re.compile(
        rf"[{_WESTERN}\u0100-\u017f\u0300-\u036f\u0370-\u052f\u2212\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]+"
    ),
    "mac_roman": re.compile(rf"[{_WESTERN}]+"),
    "cp437": re.compile(rf"[{_WESTERN}]+"),
}
"""What UTF-8 is taken for, and the letters it may then have been: “–£” is no Cyrillic letter that a Mac misread."""


def mistaken_encoding(text: str) -> str:
    """Detect mojibake: the encoding that the UTF-8 was mistaken for before it was saved as UTF-8 again; else empty.

    Hardly any run of letters beyond ASCII means something as UTF-8 by chance; here nearly all of them must.

    >>> [mistaken_encoding(text) for text in ("Pune,â‚¹20,000", "Pune,‚Çπ20,000", "Köln,für")]
    ['cp1252', 'mac_roman', '']
    """
    runs = _RUN.findall(text)[:_RUNS]
    for encoding in _MISTAKEN if runs else ():
        if sum(_restore(run, encoding) != run for run in runs) > 0.8 * len(runs):
            return encoding
    return ""


def _restore(run: str, encoding: str) -> str:
    """The letters that a run was before it was mistaken; the run itself where it was not."""
    try:
        # The bytes that Windows gives no letter stand as control signs, as in “â\x82¹”.
        restored = b"".join(
            bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(encoding) for sign in run
        ).decode("utf-8")
    except UnicodeError:
        return run
    return restored if _MISTAKEN[encoding].fullmatch(restored) else run


def _correct(data: pa.Buffer, mistaken: str) -> pa.Buffer:
    """UTF-8 with every run that was mistaken as it was before, a block at a time."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sink, rest = pa.BufferOutputStream(), ""
    for start in range(0, data.size, _BLOCK):
        is_last = start + _BLOCK >= data.size
        text = rest + decoder.decode(data[start : start + _BLOCK].to_pybytes(), is_last)
        end = len(text)
        while not is_last and end and text[end - 1] > "\x7f":  # a run may go on in the next block
            end -= 1
        rest = text[end:]
        sink.write(_RUN.sub(lambda match: _restore(match[0], mistaken), text[:end]).encode("utf-8", "replace"))
    return sink.getvalue()


def detect_encoding(sample: bytes) -> tuple[str, str]:
    """The encoding of text that is not UTF-8, and another one that fits as well, if any.

    >>> detect_encoding("Город,Оклад\\nМосква,90000\\nКазань,80000\\n".encode("koi8_r"))
    ('koi8_r', '')
    """
    latin = _latin_encodings(sample)
    if latin and latin[0][0] > 0.95 and not _writes_whole_words_high(sample):
        best, rivals = latin[0], [candidate for candidate in latin[1:] if candidate[0] == latin[0][0]]
        unlike = next((name for _, name in rivals if sample.decode(name, "replace") != _text(sample, best[1])), "")
        return best[1], unlike
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=[*_OTHER_ALPHABETS], threshold=0.3, enable_fallback=False)
    # What it finds equally likely is taken in the order of the list, the commoner encodings first.
    likelihoods = [(match.chaos, match.coherence) for match in matches]
    ranked = sorted(
        matches,
        key=lambda match: (
            likelihoods.index((match.chaos, match.coherence)),
            _OTHER_ALPHABETS.index(match.encoding),
        ),
    )
    fitting = [(match.encoding, str(match)) for match in ranked]
    fitting = [(name, text) for name, text in fitting if _one_alphabet(text)]
    if fitting and (not latin or latin[0][0] < 0.95 or _writes_whole_words_high(sample)):
        name, text = fitting[0]
        surer = len(re.findall(r"[^\W\d_]", text)) >= 20
        candidate = next(
            (candidate for candidate, read in fitting[1:] if read != text and _same_alphabet(read, text)), ""
        )
        return name, candidate if not surer else ""
    return (latin[0][1] if latin else "cp1252"), (latin[1][1] if len(latin) > 1 and latin[0][0] < 0.8 else "")


def _text(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, "replace")


def _writes_whole_words_high(sample: bytes) -> bool:
    """Whether most bytes beyond ASCII stand in runs: whole words of another alphabet, not letters in Latin words."""
    high = sum(byte > 127 for byte in sample)
    return sum(map(len, re.findall(rb"[\x80-\xff]{3,}", sample))) > 0.5 * high


def _latin_encodings(sample: bytes) -> list[tuple[float, str]]:
    """Latin encodings, best first: the largest share of letters beyond ASCII that belong to one language."""
    results = []
    for order, (encoding, languages) in enumerate(_LANGUAGES.items()):
        text = _text(sample, encoding)
        words = re.findall(r"(?=\S*[^\x00-\x7f])[^\s,;|\t\"'()/\d.:–—-]+", text)
        letters = [(word, position) for word in words for position, sign in enumerate(word) if sign > "\x7f"]
        letters = [pair for pair in letters if len(pair[0]) > 1][:5000]
        if not letters:
            continue
        best = max(
            sum(_fits(word, position, f"{letters_used}{letters_used.upper()}") for word, position in letters)
            / len(letters)
            for letters_used in languages
        )
        results.append((-round(best, 3), order, encoding))
    return [(-share, encoding) for share, _, encoding in sorted(results)]


def _fits(word: str, position: int, alphabet: str) -> bool:
    """Whether a letter belongs to an alphabet and has the case of its word."""
    letter = word[position]
    small_before = position > 0 and word[position - 1].islower()
    return letter in alphabet and not (letter.isupper() and small_before)


def _alphabets(text: str) -> dict[str, int]:
    results: dict[str, int] = {}
    for sign in text:
        if sign > "\x7f" and sign.isalpha():
            alphabet = unicodedata.name(sign, "UNKNOWN").split()[0].split("-")[0]
            results[alphabet] = results.get(alphabet, 0) + 1
    return results


_WRITTEN_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "FULLWIDTH"}, {"CJK", "HANGUL"})


def _one_alphabet(text: str) -> bool:
    """Whether nearly all letters beyond ASCII belong to one alphabet, or to those that are written together."""
    thai = re.findall("[\u0e01-\u0e5b]", text)
    if sum(sign > "\u0e2e" for sign in thai) > 0.5 * len(thai) > 0:  # marks, vowels and digits, but no consonants
        return False
    results = _alphabets(text)
    total = sum(results.values())
    groups = [{alphabet} for alphabet in results] + [*_WRITTEN_TOGETHER]
    return total > 0 and any(sum(results.get(name, 0) for name in group) >= 0.9 * total for group in groups)


def _same_alphabet(first: str, second: str) -> bool:
    return max(_alphabets(first).items(), key=lambda item: item[1])[0] in _alphabets(second)
