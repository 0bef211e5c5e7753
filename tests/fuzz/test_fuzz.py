"""Any file and any text: rows that add up or one sentence; a page for whatever was read. Seeds tell what failed.

A few hundred files run every time. The long mode tries ten thousand and more in processes of their own, where a hang
ends and memory can be told, and prints what it found: `pytest -m long tests/fuzz -s`.
"""

import json
import math
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.reading.fields.pay import LARGEST, NotPay, read_pay
from tests.fuzz import judge
from tests.fuzz.files import KINDS, made, pay_text
from tests.paths import ROOT

FILES, LARGE_FILES, TEXTS = 10_000, 400, 100_000
FEW = 300


@pytest.mark.parametrize("start", range(0, FEW, 20))
def test_any_file_gives_rows_that_add_up_or_one_sentence(start: int) -> None:
    for seed in range(start, start + 20):
        file = made(seed)
        judge.judged(file)
        if seed % 4 == 0:
            judge.overridden(file, seed)


def test_a_seed_makes_the_same_file_each_time_and_every_kind_comes_up() -> None:
    assert [made(seed) for seed in range(50)] == [made(seed) for seed in range(50)]
    assert {made(seed).kind for seed in range(FEW)} == set(KINDS)


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(start, marks=pytest.mark.thorough) for start in range(60, FEW, 60))]
)
def test_every_page_has_something_to_show_of_what_was_read(start: int) -> None:
    read = (imported for seed in range(start, start + 60) if (imported := judge.judged(made(seed))) is not None)
    for imported in list(read)[:4]:
        for exhibit in judge.exhibits_of(imported):
            judge.taken_away(exhibit)


def is_pay_or_a_reason(text: str, rng: random.Random) -> None:
    column = {"unit": rng.choice([None, 1e3, 1e5, 1e7]), "dot_groups": rng.random() < 0.2}
    for keywords in ({}, column):
        outcomes_found = read_pay(text, **keywords)
        if isinstance(outcomes_found, NotPay):
            assert outcomes_found.reason.value
            continue
        ends = [end for end in (outcomes_found.low, outcomes_found.high) if end is not None]
        assert ends, text
        assert all(0 < end <= LARGEST and math.isfinite(end) for end in ends), text
        assert ends == sorted(ends), text


def test_any_text_is_pay_or_a_reason() -> None:
    rng = random.Random(8)
    for _ in range(4_000):
        is_pay_or_a_reason(pay_text(rng), rng)


@pytest.mark.long
def test_a_hundred_thousand_texts_are_pay_or_a_reason() -> None:
    rng = random.Random(2026)
    slowest = 0.0, ""
    for _ in range(TEXTS):
        text = pay_text(rng)
        start = time.process_time()
        is_pay_or_a_reason(text, rng)
        slowest = max(slowest, (time.process_time() - start, text))

    @settings(max_examples=TEXTS // 5, deadline=None)
    @given(st.text(max_size=400))
    def anything(text: str) -> None:
        is_pay_or_a_reason(text, rng)

    anything()
    print(f"\n{TEXTS:,} texts of pay and {TEXTS // 5:,} of anything; slowest {slowest[0] * 1000:.1f} ms")
    assert slowest[0] < 0.1, slowest


def outcomes(first: int, end: int, *words: str) -> Iterator[dict[str, Any]]:
    """What became of each seed, judged by two processes; the one that hangs or dies leaves its last seed unanswered."""
    middle = (first + end) // 2
    command = [sys.executable, "-m", "tests.fuzz.judge"]
    with ExitStack() as running:
        processes = [
            running.enter_context(
                subprocess.Popen([*command, str(a), str(b), *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            )
            for a, b in ((first, middle), (middle, end))
        ]
        for process in processes:
            assert process.stdout
            keywords = {line["seed"]: line for line in map(json.loads, process.stdout)}
            assert process.wait() == 0, f"ended by status {process.returncode} at {list(keywords.values())[-1:]}"
            yield from keywords.values()


@pytest.mark.long
@pytest.mark.parametrize(("first", "files", "words"), [(0, FILES, ["25"]), (10**6, LARGE_FILES, ["large"])])
def test_ten_thousand_files(first: int, files: int, words: list[str]) -> None:
    outcomes_found = list(outcomes(first, first + files, *words))
    bugs = [outcome for outcome in outcomes_found if outcome["outcome"] == "bug"]
    slowest, most = (
        max(outcomes_found, key=lambda outcome: outcome.get(measure, 0)) for measure in ("seconds", "memory")
    )
    print(f"\n{len(outcomes_found):,} files: {dict(Counter(outcome['outcome'] for outcome in outcomes_found))}")
    print(f"pages built for {sum('shown' in outcome for outcome in outcomes_found):,} of them")
    for measure, worst in (("slowest", slowest), ("most memory", most)):
        print(
            f"{measure}: seed {worst['seed']} ({worst['kind']}, {worst['bytes'] / judge.MIB:.1f} MiB), "
            f"{worst['seconds']:.2f} s, {worst['memory']:.0f} MiB"
        )
    assert len(outcomes_found) == files
    assert bugs == []
    for outcome in outcomes_found:
        assert outcome["memory"] < 64 + 120 * outcome["bytes"] / judge.MIB, outcome
        assert outcome["seconds"] < 5 + 5 * outcome["bytes"] / judge.MIB, outcome
