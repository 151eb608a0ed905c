"""Where the worlds of the matrix live: in memory where the machine has such a folder, since they are restored all the time."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    base = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="essaim-access-", dir=base))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
