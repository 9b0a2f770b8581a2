"""The result: one table, each row beside its goal, and the same as JSON."""

from dataclasses import dataclass
from typing import Any

from tests.bench.goals import Results, goals, whole_plan
from tests.bench.measuring import BARE, Key

COLUMNS = (
    "operation", "database", "conn.", "req/s", "p50 ms", "p99 ms", "CPU app µs", "CPU database µs", "of bare server",
    "of bare query", "goal", "met",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """Whole plans made through the API, step by step, by one client: per plan."""

    database: str
    requests: int
    seconds: float
    app: float
    cpu_database: float


def rows(results: Results, played: list[Played]) -> list[dict[str, Any]]:
    """One for each operation, number of connections and database, in the order of measuring."""
    made = []
    for key, taken in results.items():
        if key.place == BARE or key.place.endswith(" query"):
            continue
        bare = results[Key(key.operation, key.connections, BARE)]
        query = results[Key(key.operation, key.connections, f"{key.place} query")]
        judged = list(goals(key, results))
        made.append(
            {
                "operation": key.operation,
                "database": key.place,
                "connections": key.connections,
                "count": taken.count,
                "rate": taken.rate,
                "p50_ms": taken.percentile(0.5),
                "p99_ms": taken.percentile(0.99),
                "cpu_app_us": taken.microseconds(taken.app),
                "cpu_database_us": None if key.place == "sqlite" else taken.microseconds(taken.database),
                "of_bare_server": taken.against(bare),
                "of_bare_query": taken.against(query),
                "bare_server": {"rate": bare.rate, "cpu_us": bare.microseconds(bare.app)},
                "bare_query": {"rate": query.rate, "p50_ms": query.percentile(0.5)},
                "goals": [{"goal": goal, "met": met} for goal, met in judged],
            }
        )
    for one in played:
        judged = whole_plan(one.database, one.app + one.cpu_database)
        made.append(
            {
                "operation": f"create a plan, whole ({one.requests} requests)",
                "database": one.database,
                "connections": 1,
                "rate": 1 / one.seconds,
                "cpu_app_us": one.app * 1e6,
                "cpu_database_us": None if one.database == "sqlite" else one.cpu_database * 1e6,
                "goals": [{"goal": goal, "met": met} for goal, met in judged],
            }
        )
    return made


def _number(value: float | None, shape: str = ",.0f") -> str:
    return "–" if value is None else format(value, shape)


def markdown(made: list[dict[str, Any]]) -> str:
    """Columns as wide as what they hold, so that it can be read as it is too."""
    lines = [COLUMNS]
    for row in made:
        lines.append(
            (
                row["operation"],
                row["database"],
                str(row["connections"]),
                _number(row["rate"], ",.1f" if row["rate"] < 100 else ",.0f"),
                _number(row.get("p50_ms"), ".2f"),
                _number(row.get("p99_ms"), ".2f"),
                _number(row["cpu_app_us"]),
                _number(row["cpu_database_us"]),
                _number(row.get("of_bare_server"), ".3f"),
                _number(row.get("of_bare_query"), ".3f"),
                "; ".join(one["goal"] for one in row["goals"]) or "–",
                "; ".join("yes" if one["met"] else "NO" for one in row["goals"]) or "–",
            )
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    lines.insert(1, tuple("-" * width for width in widths))
    texts = 2
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if place < texts or place > 9 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )
