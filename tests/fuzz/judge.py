"""What must be true of any file whatever: rows and an audit that add up, or one sentence; and everything a page shows.

As a program it judges one seed after the other in a process of its own, so that a hang ends it and memory can be told:

    python -m tests.fuzz.judge 0 1000          # a line of JSON for each seed
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import signal
import sys
import time
import traceback
import warnings
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analytics.market.benchmarks import Benchmarks
from analytics.model import Filters, Survey
from analytics.presenting import export, tables
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.fields.personal import holds_personal
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.read import read_csv
from analytics.reading.importing.roles import ROLES, MappingError
from analytics.reference import Reference
from analytics.topics.bands import answer as bands_answer
from analytics.topics.bands import exhibits
from analytics.topics.career import answer as career_answer
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.career import skills as skills_answer
from analytics.topics.cities import answer as city_answer
from analytics.topics.cities import exhibits as city_exhibits
from analytics.topics.claims import answer as claim_questions
from analytics.topics.claims import exhibits as claim_exhibits
from analytics.topics.claims.answer import Claims
from analytics.topics.imports import answer as import_answer
from analytics.topics.imports import exhibits as import_exhibits
from analytics.topics.spread import answer as spread_answer
from analytics.topics.spread import exhibits as spread_exhibits
from analytics.topics.standing import answer as standing_answer
from analytics.topics.standing import changes, doubt_exhibits, other_exhibits, others
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.question import Question
from analytics.view import View
from tests.fuzz.files import File, made

LONGEST = 60
"""Seconds of processor time after which a file counts as a hang."""
SENTENCE = 700
"""Letters that a sentence of refusal may have."""
MIB = 1024**2


def judged(file: File) -> Import | None:
    """What the file gives: an import whose rows add up, or nothing where it was refused in one sentence."""
    outcome = _read(file)
    if isinstance(outcome, ImportRefusedError):
        assert not file.rows, f"{file.rows} rows of a sound file were refused: {outcome}"
        one_sentence(outcome, file.name)
        return None
    assert file.rows in (None, outcome.audit.rows_read), f"{outcome.audit.rows_read} rows read of {file.rows}"
    adds_up(outcome)
    return outcome


def _read(
    file: File,
    options: ImportOptions = NO_OPTIONS,
) -> Import | ImportRefusedError | MappingError:
    try:
        return read_csv(file.content, options, name=file.name)
    except (ImportRefusedError, MappingError) as refusal:
        return refusal


def one_sentence(refusal: ImportRefusedError, name: str) -> None:
    """It says one thing, in words, and no more than a person reads."""
    (fault,) = refusal.faults
    assert fault.file == (name or "the file")
    assert 10 < len(fault.rule) < SENTENCE, f"{len(fault.rule)} letters: {fault.rule[:200]}"
    assert "\n" not in fault.rule
    in_own_words = re.sub(r"“.*”", "", fault.rule)  # without what it quotes of the file
    assert not any(word in in_own_words for word in ("Error", "Traceback", "arrow", "codec", "None"))


def adds_up(imported: Import) -> None:
    """Every row is used or left out, once, for one reason; what is used is pay."""
    audit, survey = imported.audit, imported.survey
    left = audit.left_out_rows
    assert audit.rows_read == audit.rows_used + sum(group.rows for group in audit.left_out)
    assert len(left) == audit.rows_read - audit.rows_used
    assert left["row"].is_unique
    assert len(survey.low) == len(survey.middle) == len(survey.high) == audit.rows_used == survey.rows.used > 0
    for end in (survey.low, survey.middle, survey.high):
        amounts = end[~np.isnan(end)]
        assert (amounts > 0).all()
        assert np.isfinite(amounts).all()
    assert not (survey.low > survey.high).any()
    assert np.isfinite(survey.middle).any()
    for name, dimension in survey.dimensions.items():
        assert name == dimension.name
        assert len(dimension.codes) == audit.rows_used
        assert int(dimension.codes.max(initial=0)) < len(dimension.members())
        assert len(set(dimension.values)) == len(dimension.values)
        assert all(value.strip() for value in dimension.values)
        assert not holds_personal(dimension.values)
    json.dumps(audit.to_json(), allow_nan=False)
    assert all(isinstance(sentence, str) and sentence for sentence in audit.sentences())


def overridden(file: File, seed: int) -> None:
    """The same file as a person may have it read: any column as anything, any period, any currency."""
    rng = random.Random(seed)
    try:
        header = open_table(file.content, file.name).header
    except ImportRefusedError:
        return
    mapping = {rng.choice(["pay", "pay", *ROLES]): rng.choice(header), rng.choice(ROLES): rng.choice(header)}
    outcome = _read(
        file,
        ImportOptions(
            mapping=mapping if rng.random() < 0.5 else {"pay": rng.choice(header)},
            period=rng.choice([None, *PER_MONTH]),
            currency=rng.choice([None, "INR", "USD", "JPY"]),
            drop_duplicates=rng.random() < 0.5,
            drop_outliers=rng.random() < 0.5,
        ),
    )
    if isinstance(outcome, Import):
        adds_up(outcome)
    elif isinstance(outcome, ImportRefusedError):
        one_sentence(outcome, file.name)


# ------------------------------------------------------------------------------------------- what the pages would show


@cache
def posted() -> Survey:
    """The survey that files are compared with."""
    return packaged.survey("posted_pay")


@cache
def _around() -> tuple[Reference, Benchmarks, Claims, Any, Any]:
    reference = Reference.of(packaged.read("roles"), packaged.read("cities"))
    benchmarks = Benchmarks.of(
        packaged.survey("published_pay"), packaged.read("official_earnings"), packaged.read("cities")
    )
    return (
        reference,
        benchmarks,
        Claims.read(),
        packaged.read("minimum_wages"),
        packaged.read("skills"),
    )


def exhibits_of(imported: Import) -> Iterator[Exhibit]:
    """Every exhibit of every page on pay, and those on the file itself."""
    survey = imported.survey
    yield import_exhibits.audit(imported)
    yield import_exhibits.columns(imported)
    yield import_exhibits.rows_left_out(imported)
    if survey.currency == posted().currency:
        for by in ("experience", "role", "sector", "city", "state"):
            if by in survey.dimensions and by in posted().dimensions:
                yield import_exhibits.against_reference(import_answer.against_reference(View(survey), posted(), by))
    widest = sorted(survey.dimensions, key=lambda name: -len(survey.dimensions[name].values))
    filters = Filters.of({name: survey.dimensions[name].values[:2] for name in widest[:2]})
    for view in (View(survey), View(survey, filters, per="year", measure="low" if survey.has_ranges else "middle")):
        yield from _of(view, widest)


def _of(view: View, widest: list[str]) -> Iterator[Exhibit]:
    reference, benchmarks, claims, wages, skills = _around()
    survey = view.survey
    assert exhibits.headline(bands_answer.total(view))
    for by in ("experience", "sector", *widest[:4]):
        yield exhibits.bands(bands_answer.bands(view, by))
    if widest:
        yield exhibits.bands(bands_answer.bands(view, widest[0], None))
    yield spread_exhibits.spread(spread_answer.spread(view))
    yield career_exhibits.path(career_answer.path(view))
    family = reference.families[0]
    yield career_exhibits.rungs(career_answer.rungs(view, family, reference=reference))
    about = {"rows": skills, "source": packaged.provenance("skills"), "applies": False}
    yield career_exhibits.skills(skills_answer.skills(view, **about))
    cities = city_answer.largest(view)
    yield city_exhibits.comparison(city_answer.comparison(view, cities, True, reference=reference))
    yield city_exhibits.heat(city_answer.heat(view, cities))
    yield city_exhibits.on_the_map(city_answer.on_the_map(view, reference=reference))
    names = {name: next(iter(survey.dimensions[name].values)) for name in ("role", "city") if name in survey.dimensions}
    question = Question(names.get("role", ""), names.get("city", ""), 2, 17e3, 2e4, "2026-09-01")
    case = standing_answer.salary(view, question, reference=reference, wages=wages)
    yield standing_exhibits.salary(case)
    yield standing_exhibits.comparable(case)
    yield doubt_exhibits.doubts(case)
    yield other_exhibits.changes(changes.changes(view, question, case=case, reference=reference))
    figures = others.others(
        view,
        question,
        case=case,
        reference=reference,
        claims=claims.table,
        benchmarks=benchmarks,
        earnings=packaged.read("official_earnings"),
    )
    yield other_exhibits.others(figures)
    yield claim_exhibits.published_claims(claim_questions.published_claims(view, 12, claims=claims, posted=posted()))
    yield claim_exhibits.contradictions(claim_questions.disagreements(view, claims=claims))


TAGS = re.compile(r"<(/?[a-zA-Z!][^<>]{0,40})")
"""What plotly may take for markup."""
CHART_MARKUP = {"b", "/b", "br", r"span style=\"font-size:12px\"", "/span"}
"""The markup that our charts have: a row's name, and a smaller line below it."""


def taken_away(exhibit: Exhibit) -> None:
    """The exhibit drawn, shown as a table, and in every form of download: names are text there and nothing more."""
    assert exhibit.title.strip()
    assert exhibit.reading.strip()
    assert not set(exhibit.file_name) - set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    if exhibit.draw is not None:
        drawn = json.dumps(json.loads(exhibit.figure().to_json()), ensure_ascii=False)  # plotly writes < as a number
        assert set(TAGS.findall(drawn)) <= CHART_MARKUP, set(TAGS.findall(drawn))
        assert "hovertemplate" not in drawn
        assert "texttemplate" not in drawn
    if exhibit.empty:
        return
    tables.style_table(exhibit).to_html()
    for row in csv.reader(io.StringIO(export.csv(exhibit).decode("utf-8-sig"))):
        assert not [cell for cell in row if export.FORMULA.match(cell) and not _is_number(cell)]
    for name, content in _members(export.excel(exhibit)):
        assert not re.search(rb"<f[ >]|<hyperlink|externalLink", content), name
    json.loads(export.as_json(exhibit))
    assert [name for name, _ in _members(export.package(exhibit))] == ["data.csv", "datapackage.json"]


def _members(packed: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


# --------------------------------------------------------------------------------------------- one process, many seeds


def _memory(field: str) -> float:
    """Mebibytes of this process: VmRSS now, VmHWM at most since it was last cleared."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def main(first: int, end: int, *, large: bool, pages: int) -> None:
    """A line of JSON for each seed: its kind and size, what became of it, seconds and memory it took.

    Every so many (`pages`) accepted files, all that the pages would show of it is built too.
    """
    warnings.simplefilter("error")
    judged(made(3))  # compiles what is compiled once
    for seed in range(first, end):
        file = made(seed, large)
        line: dict[str, Any] = {"seed": seed, "kind": file.kind, "bytes": len(file.content)}
        print(json.dumps(line | {"outcome": "hang"}), flush=True)  # stands unless another line follows
        Path("/proc/self/clear_refs").write_text("5")  # forgets the peak of memory so far
        before, start = _memory("VmRSS"), time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            imported = judged(file)
            line |= {"outcome": "refused" if imported is None else "read", "seconds": time.process_time() - start}
            line |= {"memory": _memory("VmHWM") - before}
            if not large and seed % 3 == 0:
                overridden(file, seed)
            if imported is not None and pages and seed % pages == 0:
                for exhibit in exhibits_of(imported):
                    taken_away(exhibit)
                line["shown"] = True
        except Exception as bug:
            line |= {"outcome": "bug", "bug": "".join(traceback.format_exception(bug)[-4:])}
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    first_seed, end_seed, *more = sys.argv[1:]
    step = next((int(word) for word in more if word.isdigit()), 0)
    main(int(first_seed), int(end_seed), large="large" in more, pages=step)
