"""How often is the demand that fits a result among the first five that are proposed, and the other way round?

Run it alone: `.venv/bin/python -m benchmarks.matching_recall`. It starts a PostgreSQL of its own and takes in
the published tasks, needs and offers, and a demand made of each task's title; how the pairs of
`data/matching_pairs.csv` were labelled stands in docs/decisions/0008-matching.md. For each pair it asks at
which rank the demand stands for the result, and the result for the need, by the system's own ranking and by
two plain ones in the same run: `ts_rank` over all words of the title, and `similarity` of pg_trgm.
The demands made of titles of the result's own province are left out: only other provinces' were labelled.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

PAIRS = Path(__file__).parent / "data" / "matching_pairs.csv"
ON = date(2026, 11, 2)
FIRST = 5
DEPTH, DEPTH_BACK = 60, 10
"""How far a ranking is read; what stands lower counts as not found."""

_PLAIN = {
    "ts_rank": """
        select c.id from {table} c, (
            select to_tsquery('simple', string_agg(quote_literal(lexeme), ' | ')) as words
            from unnest((select terms from {other} where id = :asked))
        ) q
        where c.terms @@ q.words order by ts_rank(c.terms, q.words) desc, c.id
    """,
    "trigram": """
        select c.id from {table} c, (select folded from {other} where id = :asked) q
        order by similarity(c.folded, q.folded) desc, c.id
    """,
}
RANKINGS = ("own", *_PLAIN)


@dataclass(frozen=True)
class Pair:
    """A result and a demand that belong together; `part` tells the pairs on which weights were tried."""

    result: str
    demand: str
    kind: str
    part: str


def pairs() -> tuple[Pair, ...]:
    """The labelled pairs."""
    return tuple(Pair(row["result"], row["demand"], row["kind"], row["part"]) for row in _rows(PAIRS))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Market:
    """The published tasks, needs and offers in the database, and a demand made of each task's title."""

    def __init__(self, session: Session) -> None:
        """Make the demands, once the lists have been taken in."""
        from actions import needs
        from models import samples
        from models.listing.needs import ListedNeed
        from models.listing.text import clean
        from models.provinces import same_province

        listed = {row["id"]: row for row in _rows(samples.path("tasks.csv"))}
        self.needs: dict[str, int] = {}
        numbers = {row.title: row.id for row in session.execute(text("select title, id from needs"))}
        for row in _rows(samples.path("needs.csv")):
            self.needs[row["id"]] = numbers[clean(row["title_vi"])]
        for name, row in listed.items():
            needs.keep(
                session,
                ListedNeed(
                    kind="need",
                    title=clean(row["title_vi"]),
                    organisation=f"Bên cần ở {row['province']}",
                    province=row["province"],
                    discipline=row["field"],
                    source_key=name,
                ),
                ON,
            )
        made = {row.source_key: row.id for row in session.execute(text("select source_key, id from needs"))}
        self.needs |= {name: made[name] for name in listed}
        rows = session.execute(text("select title, id, code from tasks")).all()
        self.tasks = {
            name: next(r for r in rows if r.title == clean(row["title_vi"])) for name, row in listed.items()
        }
        self._not_asked = {
            name: {
                made[other] for other in listed if same_province(row["province"], listed[other]["province"])
            }
            for name, row in listed.items()
        }
        self._made = {made[name] for name in listed}

    def demands(self, session: Session, result: str, ranking: str) -> list[int]:
        """The needs and offers for a result, best first."""
        from actions import matching

        task = self.tasks[result]
        if ranking == "own":
            found = [each.need_id for each in matching.suggestions(session, task.code, ON, limit=DEPTH)]
            # An enterprise without a need takes a place too: it stays in the list, as nobody's demand.
            ranked = [number or 0 for number in found]
        else:
            ranked = self._plain(session, ranking, "needs", "tasks", task.id)
        return [number for number in ranked if number not in self._not_asked[result]][:DEPTH]

    def results(self, session: Session, demand: str, ranking: str) -> list[int]:
        """The results for a need or offer, best first; other offers and needs are not counted."""
        from actions import matching

        number = self.needs[demand]
        if ranking == "own":
            by_code = {task.code: task.id for task in self.tasks.values()}
            found = matching.results_for(session, number, ON, limit=DEPTH_BACK)
            return [by_code[each.code] for each in found if each.code]
        return self._plain(session, ranking, "tasks", "needs", number)[:DEPTH_BACK]

    def _plain(self, session: Session, ranking: str, table: str, other: str, asked: int) -> list[int]:
        statement = text(_PLAIN[ranking].format(table=table, other=other))
        return list(session.scalars(statement, {"asked": asked}))


def ranks(session: Session, market: Market, labelled: Sequence[Pair], ranking: str) -> list[int | None]:
    """The rank of each pair's demand for its result; None where it does not appear."""
    return [
        _rank(market.demands(session, pair.result, ranking), market.needs[pair.demand]) for pair in labelled
    ]


def ranks_back(session: Session, market: Market, labelled: Sequence[Pair], ranking: str) -> list[int | None]:
    """The rank of each pair's result for its need or offer."""
    return [
        _rank(market.results(session, pair.demand, ranking), market.tasks[pair.result].id)
        for pair in labelled
    ]


def _rank(found: Sequence[int], wanted: int) -> int | None:
    return found.index(wanted) + 1 if wanted in found else None


def figures(found: Sequence[int | None]) -> dict[str, float]:
    """Recall at 1 and at 5, and the mean reciprocal rank."""
    known = [rank for rank in found if rank is not None]
    return {
        "pairs": len(found),
        "recall_at_1": round(sum(rank == 1 for rank in known) / len(found), 3),
        "recall_at_5": round(sum(rank <= FIRST for rank in known) / len(found), 3),
        "mrr": round(sum(1 / rank for rank in known) / len(found), 3),
    }


def main() -> None:
    """Measure, and print a table and JSON."""
    from console.postgres import EmbeddedPostgres

    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", settings={"fsync": "off"})
        server.start()
        try:
            server.ensure("matching")
            os.environ["TRIPLEHELIX_DATABASE_URL"] = server.url("matching")
            os.environ["TRIPLEHELIX_HOME"] = folder
            report = _measure()
        finally:
            server.remove()
    _print(report)


def _measure() -> dict[str, object]:
    from actions import imports, needs, wiring
    from models import samples

    wiring.forget()
    wiring.migrate()
    imports.import_file(samples.path("tasks.csv"), None, on=ON)
    needs.import_file(samples.path("needs.csv"), None, ON)
    labelled = pairs()
    registered = tuple(pair for pair in labelled if pair.kind != "title")
    with wiring.unit_of_work() as session:
        market = Market(session)
        asked: dict[str, list[int | None]] = {}
        back: dict[str, list[int | None]] = {}
        took: dict[str, float] = {}
        for ranking in RANKINGS:
            began = time.perf_counter()
            asked[ranking] = ranks(session, market, labelled, ranking)
            took[ranking] = round((time.perf_counter() - began) / len(labelled) * 1000, 1)
            back[ranking] = ranks_back(session, market, registered, ranking)
    wiring.forget()
    groups: dict[str, Callable[[Pair], bool]] = {
        "result -> demand, all": lambda _: True,
        "result -> registered need or offer": lambda pair: pair.kind != "title",
        "result -> other province's title": lambda pair: pair.kind == "title",
        "result -> demand, part tried on": lambda pair: pair.part == "tune",
        "result -> demand, part held back": lambda pair: pair.part == "check",
    }
    tables = {
        name: {
            ranking: figures([rank for pair, rank in zip(labelled, found, strict=True) if belongs(pair)])
            for ranking, found in asked.items()
        }
        for name, belongs in groups.items()
    }
    tables["need or offer -> result"] = {ranking: figures(found) for ranking, found in back.items()}
    per_pair = [
        {
            "result": pair.result,
            "demand": pair.demand,
            **{ranking: asked[ranking][at] for ranking in RANKINGS},
        }
        for at, pair in enumerate(labelled)
    ]
    return {"tables": tables, "pairs": per_pair, "milliseconds_each": took, "load": os.getloadavg()[0]}


def _print(report: dict[str, object]) -> None:
    tables = report["tables"]
    assert isinstance(tables, dict)  # noqa: S101 - made above
    for name, rows in tables.items():
        sys.stdout.write(f"{name}\n")
        for ranking, row in rows.items():
            sys.stdout.write(
                f"  {ranking:8} recall@1 {row['recall_at_1']:.3f}  recall@5 {row['recall_at_5']:.3f}  "
                f"MRR {row['mrr']:.3f}  ({row['pairs']:.0f} pairs)\n"
            )
    pairs_found = report["pairs"]
    assert isinstance(pairs_found, list)  # noqa: S101 - made above
    for row in pairs_found:
        sys.stdout.write(
            f"  {row['result']} {row['demand']}  " + "  ".join(f"{r} {row[r]}" for r in RANKINGS) + "\n"
        )
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
