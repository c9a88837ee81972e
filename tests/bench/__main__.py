"""`make bench`: speed and memory, each figure beside its anchor in the same run; also into build/bench.json."""

import json
import subprocess
import sys
from pathlib import Path

from loguru import logger

from tests.bench.crowded import rows as crowded
from tests.bench.kept import rows as kept
from tests.bench.life import rows as life
from tests.bench.rows import Row, table, write
from tests.bench.throughput import rows as throughput

RESULT = Path("build/bench.json")
COUNTS = (10_000, 100_000)


def tickets(count: int) -> list[Row]:
    """In a process of its own: what another measurement left in memory is not counted."""
    command = [sys.executable, "-m", "tests.bench.tickets", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Row(**row) for row in json.loads(done.stdout)]


def main() -> int:
    logger.remove()
    rows = [*crowded(), *throughput(), *kept(), *life(), *(row for count in COUNTS for row in tickets(count))]
    write(rows, RESULT)
    judged = [row.met for row in rows if row.met is not None]
    print(table(rows))
    print(f"{sum(judged)} of {len(judged)} goals met; written to {RESULT}")
    return 0 if all(judged) else 1


if __name__ == "__main__":
    sys.exit(main())
