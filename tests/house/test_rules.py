"""The rules of the house, read from the code itself."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"


def modules(folder: str) -> list[Path]:
    return sorted((APP / folder).rglob("*.py"))


def calls(path: Path) -> list[tuple[str, int]]:
    """Return the name and line of every method called in a module."""
    tree = ast.parse(path.read_text())
    return [
        (node.func.attr, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def test_arrows_point_down(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(cache_dir=None) == 0


def test_only_db_commits():
    guilty = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in APP.rglob("*.py")
        if path != APP / "db.py"
        for name, line in calls(path)
        if name in {"commit", "begin_nested"}
    ]
    assert guilty == []


def test_routers_neither_query_nor_change_rows():
    guilty = [
        f"{path.relative_to(ROOT)}:{line} .{name}()"
        for path in modules("routers")
        if path.name != "health.py"
        for name, line in calls(path)
        if name in {"exec", "execute", "scalars", "flush", "delete_all", "add_all"}
    ]
    assert guilty == []
    for path in modules("routers"):
        assert not {"sqlmodel.select", "sqlalchemy.select"} & imports(path), path


def test_time_is_an_argument():
    """Nothing in the rules looks at a clock or makes chance of its own."""
    guilty = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("domain", "queries", "science", "models", "schemas")
        for path in modules(folder)
        for name, line in calls(path)
        if name in {"now", "utcnow", "today"}
    ]
    assert guilty == []


def test_nothing_sleeps():
    for path in (ROOT / "tests").rglob("*.py"):
        assert "time.sleep" not in path.read_text() or path == Path(__file__), path


def test_modules_stay_small():
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in APP.rglob("*.py")}
    too_large = {name: size for name, size in sizes.items() if size > 420}
    assert too_large == {}


def test_pages_hold_no_style_and_no_script_of_their_own():
    for path in (APP / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(
            r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)[^\"'<{ ]+\.(js|css)", text
        ), path


def test_every_public_endpoint_says_what_it_does():
    for path in modules("routers/api"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"
