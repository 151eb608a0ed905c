"""T4: what is installed is what was tested: the locks hold everything that pyproject.toml asks for, by hash."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = PROJECT["dependencies"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.lock": NEEDED,
    "requirements-pdf.lock": NEEDED + EXTRAS["pdf"],
    "requirements-dev.lock": NEEDED + EXTRAS["dev"] + EXTRAS["pdf"],
}


def locked(name: str) -> dict[str, set[Version]]:
    """Return what a lock holds; one name may have a version for each of several machines."""
    found: dict[str, set[Version]] = {}
    for line in (ROOT / name).read_text().splitlines():
        if matched := re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", line):
            found.setdefault(canonicalize_name(matched[1]), set()).add(Version(matched[2]))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_asked_for(name: str):
    """Sabotage: add a library to pyproject.toml without `make lock`, and it is named here."""
    held = locked(name)
    missing = [
        asked
        for asked in LOCKS[name]
        if not (versions := held.get(canonicalize_name(Requirement(asked).name)))
        or not all(Requirement(asked).specifier.contains(version) for version in versions)
    ]
    assert missing == [], "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_has_its_hashes_and_names_no_place(name: str):
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_choose_the_same_versions(name: str):
    dev = locked("requirements-dev.lock")
    assert {library: versions for library, versions in locked(name).items() if dev.get(library) != versions} == {}
