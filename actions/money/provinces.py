"""What provinces spend in a year: figures with their source, and the shares that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import audit
from models import deeds, provinces
from models.deeds import Deed
from models.errors import BadInput
from models.permissions import Actor
from models.queries import money as queries
from models.spending import Figures, Ratio, faults_of_figures, ratios
from models.tables import ProvinceYear


@dataclass(frozen=True)
class FiguresForm:
    """The figures of a province's year, in đồng; what is not known is None."""

    province: str
    year: int | None
    local_budget: Decimal | None = None
    science: Decimal | None = None
    digital: Decimal | None = None
    grdp: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class Spending:
    """What a province spent in a year: `science` in its budget, `both` (with digital) in its product.

    Each share bears numerator, denominator and source, and is None while one of them is not known; `notes`
    are sentences that whoever reads the shares should know.
    """

    province: str
    year: int
    figures: Figures
    science: Ratio
    both: Ratio
    notes: tuple[str, ...] = ()

    @property
    def ratios(self) -> tuple[Ratio, Ratio]:
        """Both shares, in their order."""
        return self.science, self.both


def spending(session: Session, province: str, year: int) -> Spending:
    """The shares of a province's year; unknown where nothing is on record.

    Raises:
        BadInput: there is no such province.
    """
    name = provinces.province_named(province).name
    row = session.scalars(queries.province_year(name, year)).first()
    figures = (
        Figures()
        if row is None
        else Figures(row.local_budget_vnd, row.science_vnd, row.digital_vnd, row.grdp_vnd, row.source)
    )
    science, both = ratios(figures)
    return Spending(name, year, figures, science, both, _notes(name, year))


def note_year(session: Session, form: FiguresForm, actor: Actor, *, on: date) -> Spending:
    """Write down the figures of a province's year; the latest count, the earlier stay on record.

    Raises:
        NotPermitted: the actor does not keep money.
        BadInput: there is no such province, or the figures cannot be meant: every reason at once.
    """
    deeds.require(actor, Deed.MONEY_KEEP)
    figures = Figures(form.local_budget, form.science, form.digital, form.grdp, form.source.strip())
    reasons = list(faults_of_figures(figures, form.year, on))
    found = provinces.find(form.province)
    if found is None:
        reasons.append(f"Không có tỉnh nào tên «{form.province}».")
    if found is None or form.year is None or reasons:
        raise BadInput(*reasons)
    known = spending(session, found.name, form.year)
    if known.figures == figures:
        return known
    session.add(
        ProvinceYear(
            province=found.name,
            year=form.year,
            local_budget_vnd=figures.local_budget,
            science_vnd=figures.science,
            digital_vnd=figures.digital,
            grdp_vnd=figures.grdp,
            source=figures.source,
            person_id=actor.id,
        )
    )
    session.flush()
    audit.record(
        session,
        "province:figures:recorded",
        f"{actor.title} ghi số liệu chi khoa học, công nghệ năm {form.year} của {found.name} "
        f"(nguồn: {figures.source}).",
        on=on,
        person_id=actor.id,
        facts={"province": found.name, "year": form.year},
    )
    return spending(session, found.name, form.year)


def answering(province: str, on: date) -> tuple[str, ...]:
    """The names of the time for which a province answers on that day, itself among them.

    Raises:
        BadInput: there is no such province.
    """
    heir = provinces.successor(province, on)
    return tuple(each.name for each in provinces.PROVINCES if provinces.successor(each.name, on) == heir)


def _notes(name: str, year: int) -> tuple[str, ...]:
    """Before provinces were joined, one name stood for a part alone."""
    end = date(year, 12, 31)
    joined = [
        each.name
        for each in provinces.PROVINCES
        if each.joined == name and each.since is not None and each.since > end
    ]
    if not joined:
        return ()
    return (f"Năm {year}, {name} chưa hợp nhất với {', '.join(joined)}: số liệu chỉ của {name} khi đó.",)
