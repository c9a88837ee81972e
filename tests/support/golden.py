"""What people see, kept as files and reviewed as a diff: `GOLDEN=write pytest ...` writes them anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"


def check_golden(name: str, shown: str) -> None:
    """Fails where `shown` is not what was agreed upon; a file that is missing is a failure, too."""
    file = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8"), f"tests/golden/{name} differs; GOLDEN=write accepts what is shown"
