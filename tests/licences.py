"""The licences of everything that runs when the dashboard runs, from the metadata of what is installed.

python -m tests.licences
"""

from __future__ import annotations

import re
from importlib import metadata

from tests.paths import ROOT

NAME = re.compile(r"[A-Za-z0-9._-]+")
PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^]]*\])?==(?P<version>[^\s;\\]+)")


def pinned(file: str) -> dict[str, str]:
    """The packages that a file of requirements names, without their extras, and their versions.

    Lines with options (`-c …`, `--hash=…`) name none.
    """
    versions = {}
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if match := PIN.match(line):
            versions[match["name"].lower().replace("_", "-")] = match["version"]
    return versions


def needed() -> list[str]:
    """The packages of requirements.txt and what they bring along, here, by name."""
    waiting = list(pinned("requirements.txt"))
    names: set[str] = set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in names:
            continue
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for another system or another Python
        names.add(name)
        waiting += [match[0] for line in requirements if "extra ==" not in line and (match := NAME.match(line))]
    return sorted(names)


def licence(name: str) -> str:
    """What a package says its licence is, in a few words."""
    about = metadata.metadata(name)
    expression = about.get("License-Expression") or ""
    classified = [text.rpartition(" :: ")[2] for text in about.get_all("Classifier", []) if text.startswith("License")]
    first = (about.get("License") or "").strip().partition("\n")[0]
    return expression or ", ".join(classified) or first or "not stated"


def main() -> None:
    for name in needed():
        print(f"{name:<28}{metadata.version(name):<16}{licence(name)}")


if __name__ == "__main__":
    main()
