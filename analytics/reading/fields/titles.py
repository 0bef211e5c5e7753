"""Parse job titles into standard role, sector of work, seniority and work mode.

What a role is called stands in `data/roles.csv`, one role a row, in words a person can read and correct:

* `names`: what somebody who does this work is called ("accountant", "front desk officer");
* `work`: words for the work itself ("accounting", "tally"). They name somebody once a job word follows ("executive",
  "associate", "engineer" …).

A title is read as English builds one. It is cut into parts at dashes, slashes, commas and small words ("for",
"with", "and"); brackets come last. The first part that names somebody wins. Within a part the name that ends last
wins, since the head of an English noun phrase stands at its end (a "digital marketing trainer" trains); of two that
end together the longer. Bare words for the work count only when no part names anybody. So the order of the table
means nothing, and a title that says nothing ("Executive – urgent hiring") stays `NOT_STATED`.

It is one subject: the table of words and the reader of titles are of no use without each other.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from analytics.model import NOT_STATED, DataError, Fault
from analytics.reading.fields.places import FROM_HOME, HYBRID, OFFICE
from analytics.texts import message

ROLES = Path(__file__).parents[3] / "data" / "roles.csv"

SENIORITIES = ("Intern", "Trainee", "Junior", "", "Senior", "Lead", "Manager", "Head")
"""The marks of seniority from the lowest to the highest. Empty: the title bears none."""


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a job title.

    Args:
        role: standard role, or `NOT_STATED`.
        sector: sector of work of the role, or `NOT_STATED`.
        seniority: one of `SENIORITIES`; words that belong to the role's own name ("store manager") are no mark.
        work_mode: "Office", "Hybrid" or "Work from home"; empty where the title does not say.
    """

    role: str = NOT_STATED
    sector: str = NOT_STATED
    seniority: str = ""
    work_mode: str = ""


def read_title(title: str) -> Title:
    """One job title read with the packaged table of roles. Any text has an answer; letter case means nothing.

    >>> read_title("Sr. Accounts Exec (WFH)")
    Title(role='Accountant', sector='Accounting & finance', seniority='Senior', work_mode='Work from home')
    >>> read_title("Executive – urgent hiring")
    Title(role='Not stated', sector='Not stated', seniority='', work_mode='')
    """
    return packaged_roles().read(title)


def read_titles(titles: Iterable[str]) -> list[Title]:
    """The reading of each job title, in the same order; each distinct title is read once.

    >>> [title.role for title in read_titles(["Tele Caller", "HR Recruiter", "Tele Caller"])]
    ['Telecaller', 'Recruiter', 'Telecaller']
    """
    rows, roles = list(titles), packaged_roles()
    read = {title: roles.read(title) for title in dict.fromkeys(rows)}
    return [read[title] for title in rows]


@cache
def packaged_roles() -> Roles:
    """The table `data/roles.csv`."""
    with ROLES.open(encoding="utf-8", newline="") as file:
        return Roles(csv.DictReader(file))


# ---------------------------------------------------------------------------------------------------------- the words

# Words that say only that somebody does the work, and how high they stand.
_JOB_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        administrator advisor agent analyst apprentice assistant associate consultant coordinator deputy developer
        director engineer executive expert fresher head incharge intern junior lead leader manager member officer
        operator personnel planner professional programmer representative senior specialist staff strategist supervisor
        team technician trainee vp worker
        """,
    )
)

_SENIORITY = {
    "intern": "Intern",
    "apprentice": "Intern",
    "trainee": "Trainee",
    "fresher": "Trainee",
    "junior": "Junior",
    "senior": "Senior",
    "lead": "Lead",
    "leader": "Lead",
    "supervisor": "Lead",
    "incharge": "Lead",
    "manager": "Manager",
    "head": "Head",
    "chief": "Head",
    "director": "Head",
    "vp": "Head",
}

_WORK_MODES = {"wfh": FROM_HOME, "remote": FROM_HOME, "hybrid": HYBRID, "wfo": OFFICE}

# Small words end a part, unless they stand inside a pattern ("sales and marketing").
_SMALL_WORDS = frozenset(re.findall(r"\w+", "and as at by cum for from in into of on or plus to under via with"))
_LISTING = frozenset(["and", "or", "cum", "plus", "/", ",", "+"])

# One form for each word, and the forms people type for it. A slip of one letter in a long word needs no entry here.
_SPELLINGS = {
    "accounts": ("accts", "acct", "a/c"),
    "admin": ("admn", "adm"),
    "administration": ("administrative",),
    "ap ar": ("ap/ar", "ar/ap"),
    "angular": ("angular.js", "angularjs", "angular js"),
    "assistant": ("asst", "assitant"),
    "back office": ("backoffice", "bank office", "back ofice"),
    "backend": ("back end", "back-end"),
    "call centre": ("call center", "callcentre", "callcenter"),
    "centre": ("center",),
    "cofounder": ("co founder", "co-founder"),
    "coordination": ("co-ordination", "co ordination"),
    "coordinator": ("co-ordinator", "co ordinator", "cordinator", "co-ordinater"),
    "counselling": ("counseling",),
    "counsellor": ("counselor", "councellor", "councelor", "councilor", "councillor"),
    "cpp": ("c++",),
    "csharp": ("c#", "c sharp"),
    "data entry": ("dataentry", "data-entry"),
    "deputy": ("dy",),
    "dotnet": (".net", "dot net", "asp.net", "asp .net", ".net core", "asp.net core", "asp.net mvc", "dotnet core"),
    "ecommerce": ("e-commerce", "e commerce", "ecom", "e-com"),
    "elearning": ("e-learning", "e learning"),
    "engineer": ("engg", "engr"),
    "enrolment": ("enrollment",),
    "executive": ("exec", "exe"),
    "front desk": ("frontdesk",),
    "front office": ("frontoffice",),
    "frontend": ("front end", "front-end"),
    "full stack": ("fullstack", "full-stack"),
    "fulfilment": ("fulfillment",),
    "gen ai": ("genai",),
    "graphic": ("grafic",),
    "hod": ("h.o.d",),
    "hr": ("h.r",),
    "incharge": ("in charge", "in-charge"),
    "jewellery": ("jewelry", "jewelery"),
    "junior": ("jr", "jnr"),
    "manager": ("mgr", "manger"),
    "marketing": ("mktg",),
    "nextjs": ("next.js", "next js"),
    "node": ("node.js", "nodejs", "node js"),
    "non voice": ("non-voice", "nonvoice"),
    "operation": ("ops",),
    "operator": ("oprator", "oprater"),
    "pre sales": ("presales", "presale", "pre sale"),
    "preprimary": ("pre primary", "pre-primary"),
    "preschool": ("pre school", "pre-school", "play school", "playschool"),
    "react": ("react.js", "reactjs", "react js"),
    "representative": ("rep",),
    "senior": ("sr", "snr"),
    "telecaller": ("tele caller", "tele-caller", "telle caller", "tally caller", "telicaller", "tellicaller"),
    "telecalling": ("tele calling", "tele-calling"),
    "telemarketer": ("tele marketer", "tele-marketer"),
    "telemarketing": ("tele marketing", "tele-marketing"),
    "telesales": ("tele sales", "tele-sales"),
    "ui ux": ("ui/ux", "ux/ui", "ui / ux", "ux / ui", "ui-ux", "uiux", "ui & ux", "ux & ui", "ui and ux", "ux ui"),
    "video": ("vedio", "vidio"),
    "vp": ("vice president", "avp"),
    "wfh": ("work from home", "work-from-home", "w.f.h", "work at home", "home-based"),
    "wfo": ("work from office", "work-from-office", "in-office", "onsite", "on-site"),
    "wordpress": ("word press",),
}
_STANDARD = {form: word for word, forms in _SPELLINGS.items() for form in forms}
_FORMS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_STANDARD, key=len, reverse=True)))})(?!\w)")

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_LETTERS = r"[\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]+"  # the vowel signs of Indian scripts are no \w
_WORD = re.compile(_LETTERS)
_TOKENS = re.compile(rf"{_LETTERS}|[/,+]|\s[-–—]|[-–—]\s|[–—|\\;:!?•·…*=~<>\"“”()\[\]{{}}\n]")
_OWN_PLURALS = frozenset(["accounts", "news", "stores"])  # an accounts executive is no account executive

_LONG, _LONGER = 7, 9
"""Letters a word needs before a slip in it is forgiven, and before a wrong letter is: in shorter words one letter too
often makes another word ("cooking", "cooling")."""


def _plain(text: str) -> str:
    """Lower case, one form of each letter and of each word of `_SPELLINGS`."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    tidy = re.sub("['’`´]", "", folded).replace("_", " ")
    return _FORMS.sub(lambda match: _STANDARD[match[0]], tidy).replace("&", " and ")


def _singular(word: str) -> str:
    """The word without the ending of a plural, by rule: it need not be English, only the same for both numbers."""
    if word in _OWN_PLURALS or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("es" if word.endswith(("ches", "shes", "sses", "xes")) else "s")


def _words(text: str) -> tuple[str, ...]:
    """The words of a pattern."""
    return tuple(map(_singular, _WORD.findall(_plain(text))))


# ---------------------------------------------------------------------------------------------------------- the table


class _Match(NamedTuple):
    """A pattern found in a part. Fields stand in the order in which they decide: the greatest match wins."""

    names_somebody: bool
    end: int
    size: int
    is_name: bool
    phrase: tuple[str, ...]
    role: str


class Roles:
    """A table of roles, ready to read titles with.

    Args:
        rows: mappings with at least `role`, `sector`, `names` and `work`; patterns in one cell are joined with "|".
        file: what to call the table in faults.

    Raises:
        DataError: for a role without a sector, a role that stands twice, and a pattern of two roles.

    >>> roles = Roles([{"role": "Cook", "sector": "Kitchen", "names": "chef|cook", "work": "pastry"}])
    >>> roles.read("Head – pastry").role, roles.read("Pastry cooks wanted").role
    ('Cook', 'Cook')
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], file: str = "roles.csv") -> None:
        self.sectors: dict[str, str] = {}
        """Role → sector, in the order of the table."""
        self._own_words: dict[str, tuple[str, ...]] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._work: dict[tuple[str, ...], str] = {}
        faults = []
        for number, row in enumerate(rows, start=2):
            role, sector = row["role"], row["sector"]
            if not role or not sector or role in self.sectors:
                faults.append(
                    Fault(file, message("each row needs a sector and a role of its own"), number, "role", role)
                )
            self.sectors[role] = sector
            self._own_words[role] = _words(role)
            for column, patterns in (("names", self._names), ("work", self._work)):
                for phrase in filter(None, map(_words, row[column].split("|"))):
                    if phrase in patterns:
                        rule = message("stands already with {role}", role=patterns[phrase])
                        faults.append(Fault(file, rule, number, column, " ".join(phrase)))
                    patterns[phrase] = role
        if faults:
            raise DataError(faults)
        phrases = [*self._names, *self._work]
        self._longest = max(map(len, phrases), default=0)
        self._words = _Vocabulary({word for phrase in phrases for word in phrase})
        self._bridges = {phrase for phrase in phrases if not _SMALL_WORDS.isdisjoint(phrase)}

    def read(self, title: str) -> Title:
        """Read one title."""
        parts = self._parts(title)
        match = self._winner(parts)
        rest = {word for part in parts for word in part}
        if match:
            rest -= {*match.phrase, *self._own_words[match.role]}
        modes = {_WORK_MODES[word] for word in rest if word in _WORK_MODES}
        return Title(
            role=match.role if match else NOT_STATED,
            sector=self.sectors[match.role] if match else NOT_STATED,
            seniority=_seniority(rest),
            work_mode=HYBRID if len(modes) > 1 else modes.pop() if modes else "",
        )

    def _parts(self, title: str) -> list[list[str]]:
        """The parts of a title, each as its words, with the job words they share with their neighbours."""
        text = _plain(title)
        brackets_last = "|".join([_BRACKETS.sub(" ", text), *_BRACKETS.findall(text)])
        parts: list[list[str]] = []
        listed: list[bool] = []  # is the part an item of a list which the next one continues?
        waiting: list[str] = []
        for words, continues in self._cut(
            [self._words.standard(_singular(word)) for word in _TOKENS.findall(brackets_last)]
        ):
            if self._only_jobs(words):  # "Executive – Sales" is a "sales executive"
                waiting += words
                continue
            parts.append([*words, *waiting])
            listed.append(continues)
            waiting = []
        if waiting:
            parts.append([*(parts.pop() if parts else []), *waiting])
        for index in reversed(range(len(parts) - 1)):
            # "HR & admin executive" is an "HR executive" first.
            if listed[index] and parts[index][-1] not in _JOB_WORDS:
                parts[index] += reversed(list(takewhile(_JOB_WORDS.__contains__, reversed(parts[index + 1]))))
        return parts

    def _only_jobs(self, words: list[str]) -> bool:
        """Whether a part says nothing of the work. Some names are made of job words: "executive assistant"."""
        if not _JOB_WORDS.issuperset(words):
            return False
        match = self._match(words)
        return match is None or len(match.phrase) == 1

    def _cut(self, tokens: list[str]) -> Iterator[tuple[list[str], bool]]:
        """Parts, each with whether a list goes on after it."""
        words: list[str] = []
        for index, token in enumerate([*tokens, "|"]):
            is_cut = token in _SMALL_WORDS or not _WORD.fullmatch(token)
            if not is_cut or self._is_bridged(tokens, index):
                words.append(token)
            elif words:
                yield words, token in _LISTING
                words = []

    def _is_bridged(self, tokens: list[str], position: int) -> bool:
        """Whether the word there stands inside a pattern ("sales and marketing")."""
        return any(
            tuple(tokens[start:end]) in self._bridges
            for start in range(max(0, position - self._longest), position)
            for end in range(position + 2, min(start + self._longest, len(tokens)) + 1)
        )

    def _winner(self, parts: list[list[str]]) -> _Match | None:
        bare = None
        for part in parts:
            match = self._match(part)
            if match is None or not match.names_somebody:
                lead = next((index for index, word in enumerate(part) if word not in _JOB_WORDS), 0)
                match = self._match(part[lead:] + part[:lead])  # "manager sales" is a "sales manager"
            if match and match.names_somebody:
                return match
            bare = bare or match
        return bare

    def _match(self, words: list[str]) -> _Match | None:
        matches = []
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                phrase = tuple(words[start:end])
                for patterns, is_name in ((self._names, True), (self._work, False)):
                    if phrase in patterns:
                        last, jobs = self._job_words(words, end)
                        size = len(phrase) + jobs
                        matches.append(_Match(is_name or jobs > 0, last, size, is_name, phrase, patterns[phrase]))
        return max(matches, default=None)

    def _job_words(self, words: list[str], start: int) -> tuple[int, int]:
        """The end of the job words that follow, and their number; words that no pattern knows may stand between."""
        end, jobs = start, 0
        for index in range(start, len(words)):
            if words[index] in _JOB_WORDS:
                end, jobs = index + 1, jobs + 1
            elif words[index] in self._words:
                break
        return end, jobs


def _seniority(words: set[str]) -> str:
    """The mark of a title: the lowest where one is below the plain role ("junior manager"), else the highest."""
    marks = sorted((_SENIORITY[word] for word in words if word in _SENIORITY), key=SENIORITIES.index)
    if not marks:
        return ""
    return marks[0] if SENIORITIES.index(marks[0]) < SENIORITIES.index("") else marks[-1]


class _Vocabulary:
    """The words that mean something; brings slips of one letter back to them."""

    def __init__(self, words: set[str]) -> None:
        self._words = words | _JOB_WORDS | _SMALL_WORDS | set(_SENIORITY)
        self._longest = max(map(len, self._words))
        self._shortened: dict[str, set[str]] = {}
        for word in self._words:
            if len(word) >= _LONG:
                for short in _without_one(word):
                    self._shortened.setdefault(short, set()).add(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def standard(self, word: str) -> str:
        """The word of the table that is meant, or the word as it is."""
        if word in self._words or not _LONG <= len(word) <= self._longest + 1:
            return word
        shorter = set(_without_one(word))
        near = {
            candidate for short in (word, *shorter) for candidate in self._shortened.get(short, ())
        } | shorter & self._words
        matches = {candidate for candidate in near if candidate[0] == word[0] and _one_slip(candidate, word)}
        return matches.pop() if len(matches) == 1 else word


def _without_one(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))


def _one_slip(first: str, second: str) -> bool:
    """Whether one letter more or less, two neighbours exchanged or, in a longer word, one wrong letter part the two."""
    longer = len(first) >= _LONGER
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    first, second = first[start:], second[start:]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    if len(first) == len(second) == 1:
        return longer
    return len(first) + len(second) == 1 or (len(first) == 2 and first == second[::-1])
