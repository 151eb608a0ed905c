"""T4: the documents are true: the table of capabilities names files and tests that are there, links and commands resolve."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LAST = {"P": 12, "J": 7, "A": 6, "C": 10, "T": 5}
CAPABILITIES = [f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1)]


def rows() -> dict[str, tuple[str, list[str], list[str]]]:
    """Return what the table says of each capability, with its globs of files and of tests."""
    page = (ROOT / "docs/architecture.md").read_text()
    found = re.findall(r"^\| ([PJACT]\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|$", page, flags=re.MULTILINE)
    assert len(found) == len({row[0] for row in found}), "a row stands twice"
    return {name: (what, globs(files), globs(tests)) for name, what, files, tests in found}


def globs(cell: str) -> list[str]:
    """Return the globs of a cell without their braces: one for each of their words."""
    found = []
    for glob in re.findall(r"`(.+?)`", cell):
        inside = re.search(r"\{(.*?)\}", glob)
        found += [glob.replace(inside[0], word) for word in inside[1].split(",")] if inside else [glob]
    return found


def docstrings(path: Path) -> str:
    nodes = [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    ]
    return "\n".join(filter(None, map(ast.get_docstring, nodes)))


def test_every_capability_has_its_row_in_order():
    assert list(rows()) == CAPABILITIES


def test_every_file_that_the_table_names_is_there():
    missing = [
        f"{name}: {folder}/{glob}"
        for name, (_, files, tests) in rows().items()
        for folder, wanted in (("app", files), ("tests", tests))
        for glob in wanted
        if not any((ROOT / folder).glob(glob))
    ]
    assert missing == []


def test_what_is_done_is_named_by_a_test_and_what_is_not_says_so():
    for name, (what, files, tests) in rows().items():
        assert ("not yet" in what) == (not files), name
        if not files:
            assert not tests, name
            continue
        said = "\n".join(docstrings(path) for glob in tests for path in (ROOT / "tests").glob(glob))
        assert re.search(rf"\b{name}\b", said), f"no docstring of {tests} names {name}"


def test_links_between_documents_resolve():
    for document in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text()):
            assert "://" in link or (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_targets_of_make_that_are_written_about_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for document in DOCUMENTS:
        for target in re.findall(r"(?:`|^)make ([a-z]+)", document.read_text(), flags=re.MULTILINE):
            assert target in targets, f"{document.name}: make {target}"
