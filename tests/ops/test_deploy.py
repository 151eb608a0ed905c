"""T4: what the deployment files say is true of the code: paths exist, commands exist, nothing runs as root."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from app.cli import app
from app.config import Settings
from tests.world import World

ROOT = Path(__file__).parents[2]
COMMANDS = set(get_command(app).commands)
FIELDS = {f"ESSAIM_{name.upper()}" for name in Settings.model_fields}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [
        (line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in text.splitlines() if line.strip() and not line.startswith("#")
    ]


def test_the_image_runs_as_nobody_special_and_copies_what_exists():
    found = instructions()
    assert [name for name, _ in found].count("FROM") == 2
    user = next(rest for name, rest in reversed(found) if name == "USER")
    # By number: a cluster that asks for no root cannot read a name.
    assert user.isdecimal()
    assert user != "0"
    assert any("useradd" in rest and f"--uid {user} " in rest for name, rest in found if name == "RUN")
    for name, rest in found:
        if name == "COPY":
            *sources, _target = rest.split()
            for source in sources:
                # The README is the last file of the house to be written; everything else must be there.
                assert (ROOT / source).exists() or source == "README.md", source
    allowed = (ROOT / ".dockerignore").read_text().split()
    assert {"!app", "!migrations", "!pyproject.toml"} <= set(allowed)
    assert "*" in allowed, "nothing but what is named, and no data folder or key by mistake"


def test_the_image_checks_a_path_that_answers_and_starts_a_command_that_exists(sqlite_world: World):
    found = dict(instructions())
    path = re.search(r"127\.0\.0\.1:8000(/\w+)", found["HEALTHCHECK"])
    assert path
    assert sqlite_world.visitor().page.get(path[1]).status_code == 200
    assert found["ENTRYPOINT"] == '["essaim"]'
    assert yaml.safe_load(found["CMD"])[0] in COMMANDS
    for name in re.findall(r"ESSAIM_[A-Z_]+", " ".join(found.values())):
        assert name in FIELDS


def test_compose_starts_two_web_processes_a_worker_and_a_database_that_is_healthy_first():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = compose["services"]
    assert services["web"]["command"] == ["serve", "--workers", "2"]
    assert services["worker"]["command"] == ["worker"]
    assert services["web"]["environment"]["ESSAIM_WORKER_IN_SERVE"] == "false"
    for name in ("migrate", "web", "worker"):
        service = services[name]
        assert service["command"][0] in COMMANDS
        assert set(service["environment"]) <= FIELDS
        assert service["depends_on"]["database"]["condition"] == "service_healthy"
        assert service["read_only"] is True
        for volume in service["volumes"]:
            assert volume.split(":")[0] in compose["volumes"]
    assert "healthcheck" in services["database"]


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path):
    text = (ROOT / "deploy" / "essaim.service").read_text()
    for command in re.findall(r"ExecStart(?:Pre)?=\S+/essaim (\w+)", text):
        assert command in COMMANDS
    for name in re.findall(r"^Environment=(ESSAIM_[A-Z_]+)", text, flags=re.M):
        assert name in FIELDS
    for rule in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert rule in text
    if systemd := shutil.which("systemd-analyze"):
        unit = tmp_path / "essaim.service"
        unit.write_text(text.replace("/opt/essaim/.venv/bin/essaim", sys.executable))
        done = subprocess.run([systemd, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
        assert "essaim.service" not in done.stderr, done.stderr


def test_make_explains_itself_and_its_commands_exist():
    if not shutil.which("make"):
        pytest.fail("make is needed here: the README's second command is make test")
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "bench", "lint", "format"):
        assert f"make {target} " in said
    for command in re.findall(r"\$\(BIN\)/essaim (\w+)", (ROOT / "Makefile").read_text()):
        assert command in COMMANDS
    for script in (".ci/run", ".ci/chromium"):
        assert (ROOT / script).stat().st_mode & 0o111
        subprocess.run(["bash", "-n", ROOT / script], check=True)
    assert "make test" in (ROOT / ".ci" / "run").read_text()
