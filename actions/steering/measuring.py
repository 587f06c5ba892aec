"""The indicators of a province on a day: one query for each kind of rows; the models compute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from actions.boards import published
from models import provinces
from models.queries import steering as queries
from models.steering import indicators as rules
from models.steering.indicators import Evidence, Indicator, ResultRow, StuckRow, YearRow
from models.steering.plans import names_of


def indicators(
    session: Session, province: str, on: date, codes: Iterable[str] | None = None
) -> tuple[Indicator, ...]:
    """The indicators of a province, with all that joined it by that day; all, or those of these codes.

    Each tells its value (None while it is not known, with the reason), numerator, denominator, source, and
    the codes of the tasks behind it.

    Raises:
        BadInput: there is no such province.
    """
    wanted = None if codes is None else set(codes)
    if wanted is not None and not wanted:
        return ()
    return rules.compute(_evidence(session, province, on), on, wanted)


def _evidence(session: Session, province: str, on: date) -> Evidence:
    names = names_of(province, on)
    keeper = provinces.successor(province, on)
    return Evidence(
        results=tuple(ResultRow(*row) for row in session.execute(queries.results_measured(names))),
        stuck=_stuck(session, names, on),
        years=tuple(
            YearRow(
                row.year, row.local_budget_vnd, row.science_vnd, row.digital_vnd, row.grdp_vnd, row.source
            )
            for row in session.scalars(queries.years_of_province(keeper))
        ),
    )


def _stuck(session: Session, names: tuple[str, ...], on: date) -> tuple[StuckRow, ...] | None:
    """The results in the closet, if somebody looked through it on that day."""
    board = published.read(session, on, published.CLOSET).get(published.CLOSET)
    if board is None or board.on != on:
        return None
    return tuple(StuckRow(*row) for row in session.execute(queries.results_stuck(names)))
