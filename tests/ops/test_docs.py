"""T4: the pages for operators and programmers say what the code does: every setting, every error code, every command."""

import importlib
import pkgutil
import re
from pathlib import Path

from typer.main import get_command

import app
from app import cli
from app.config import Settings
from app.errors import CODES

DOCS = Path(__file__).parents[2] / "docs"


def table(name: str) -> dict[str, list[str]]:
    """Return the rows of a page's tables by their first cell, which is code."""
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", (DOCS / name).read_text(), flags=re.M)
    assert len(rows) == len({first for first, _ in rows}), "a row stands twice"
    return {first: [cell.strip() for cell in rest.split(" | ")] for first, rest in rows}


def test_every_setting_is_documented_with_its_default_and_nothing_else():
    documented = table("settings.md")
    fields = {f"ESSAIM_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert set(documented) == set(fields)
    for name, field in fields.items():
        default, sentence = documented[name]
        assert field.description, name
        assert len(sentence) > 15, name
        if field.default is not None:
            plain = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            assert default == f"`{plain}`", name


def test_every_error_code_is_documented_with_its_status_and_nothing_else():
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    documented = table("errors.md")
    assert sorted(set(CODES) - set(documented)) == [], "say in docs/errors.md when these come and what to do"
    assert sorted(set(documented) - set(CODES)) == [], "these are never answered any more"
    assert {name: int(status) for name, (status, _) in documented.items()} == CODES


def test_every_command_that_is_written_about_exists():
    commands = set(get_command(cli.app).commands)
    for path in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for command in re.findall(r"(?:`|bin/)essaim ([a-z]+)", path.read_text()):
            assert command in commands, f"{path.name}: essaim {command}"
    written = (DOCS / "operation.md").read_text()
    for command in commands:
        assert f"essaim {command}" in written, command
