"""The host's configuration: environment variables."""

import os
from pathlib import Path

HOST = "VETAN_SURVEY"
"""Names a survey of the host's own, a file, to be offered first to everyone."""
PROTECT = "VETAN_PROTECT"
"""With “no”, turns off the protection of small groups in a survey of the host's own."""

PREPARE = "VETAN_PREPARE"
"""With “no”, turns off the answers that are worked out in idle moments before anybody asks, all but the first of each
page."""


def survey_file() -> Path | None:
    """The file of the host's own survey, if there is one."""
    file = os.environ.get(HOST)
    return Path(file) if file else None


def protects_groups() -> bool:
    """Whether to withhold small groups of people in the host's own survey."""
    return os.environ.get(PROTECT) != "no"


def prepares_answers() -> bool:
    """Whether to precompute answers when idle."""
    return os.environ.get(PREPARE) != "no"
