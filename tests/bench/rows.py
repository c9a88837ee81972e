"""One figure beside its anchor of the same run; the table and the file that they make."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """`goal` is written as it is judged: ">= 3 x" of the anchor, or a bound such as "<= 6000"."""

    name: str
    value: float
    unit: str
    anchor: str = ""
    anchor_value: float | None = None
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.anchor_value if self.anchor_value else None

    @property
    def met(self) -> bool | None:
        """None where there is no goal."""
        if not self.goal:
            return None
        relation, bound, *times = self.goal.split()
        judged = self.ratio if times else self.value
        if judged is None:
            return False
        return judged >= float(bound) if relation == ">=" else judged <= float(bound)


def write(rows: Iterable[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows]
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    lines = [("", "value", "", "anchor", "", "ratio", "goal", "")]
    lines += [
        (
            row.name,
            f"{row.value:,.2f}" if row.value < 100 else f"{row.value:,.0f}",
            row.unit,
            row.anchor,
            f"{row.anchor_value:,.2f}" if row.anchor_value is not None else "",
            f"{row.ratio:.2f}" if row.ratio is not None else "",
            row.goal,
            {True: "met", False: "MISSED", None: ""}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    aligned = (">" if column in (1, 4, 5) else "<" for column in range(len(widths)))
    shapes = [f"{{:{side}{width}}}" for side, width in zip(aligned, widths, strict=True)]
    return "\n".join("  ".join(shape.format(cell) for shape, cell in zip(shapes, line, strict=True)) for line in lines)
