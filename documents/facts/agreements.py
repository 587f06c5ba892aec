"""Facts of the agreement of the three houses: who they are, what each brings and gets, which tasks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from documents.catalogue.agreements import AGREEMENTS, TRIPARTITE
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text
from models import law
from models.agreements import House, Split, Terms, gain_floor
from models.language import Confidence, Regime, Source

_READ, _SECONDARY = Confidence.READ, Confidence.SECONDARY
_CIVIL_CODE = Source("Bộ luật Dân sự số 91/2015/QH13", Confidence.GENERAL)
_TRANSFER_LAW = Source("Luật Chuyển giao công nghệ số 07/2017/QH14", Confidence.GENERAL)
_IP_LAW = Source("Luật Sở hữu trí tuệ", _SECONDARY)
_LAW_2013 = Source("Luật Khoa học và Công nghệ số 29/2013/QH13", _READ)
_RESOLUTION_193 = Source("Nghị quyết số 193/2025/QH15 ngày 19 tháng 02 năm 2025 của Quốc hội", _READ)
_LAW_2025 = Source("Luật Khoa học, công nghệ và đổi mới sáng tạo số 93/2025/QH15", _SECONDARY)
_SCIENCE_LAW: dict[Regime, tuple[Source, ...]] = {
    Regime.R3_NQ193: (_LAW_2013, _RESOLUTION_193),
    Regime.R4_LAW93: (_LAW_2025,),
}
"""The law on science of a day, where it is not that of 2013 alone."""

_LETTERS = {House.STATE: "A", House.INSTITUTE: "B", House.ENTERPRISE: "C"}
_ROOM_UPRIGHT = 5
"""More items than this need the width of a landscape annex."""


class HouseFacts(Facts):
    """One of the three: the organisation (its number on record), and who signs for it."""

    house: Text
    letter: Text
    name: Text
    address: Text | None
    e_id: Text | None
    represented_by: Text | None
    organisation: int


class SplitFacts(Facts):
    """How something is divided, in percent (0..100); None is not agreed yet."""

    state: Decimal | None
    institute: Decimal | None
    enterprise: Decimal | None


class ItemFacts(Facts):
    """A task of the annex; money in dong."""

    number: int
    title: Text
    product: Text | None
    budget: Decimal | None
    months: int | None


class AgreementFacts(HeadFacts):
    """Thỏa thuận hợp tác ba bên."""

    agreement: Text
    about: Text
    parties: tuple[HouseFacts, HouseFacts, HouseFacts]
    items: tuple[ItemFacts, ...]
    total: Decimal | None
    """The sum of the budgets; None while one of them is not known."""
    wide: bool
    """Whether the annex lies across."""
    fund: SplitFacts
    own: SplitFacts
    gain: SplitFacts
    floor_percent: Decimal | None
    floor_source: Text | None
    state_reserves: bool | None
    starts_on: date | None
    ends_on: date | None
    contract_days: int | None
    """Within how many days each task needs its own contract."""
    contract_source: Text | None


AGREEMENT_FACTS: dict[str, type[HeadFacts]] = {TRIPARTITE: AgreementFacts}
"""The model of each paper's facts."""


def state_position(name: str) -> str:
    """Who signs for the State's party, by what body it is."""
    return "Chủ tịch" if name.casefold().startswith("ủy ban nhân dân") else "Giám đốc"


def institute_position(name: str) -> str:
    """Who signs for the scientific party: "Giám đốc" of a national university, else its head."""
    return "Giám đốc" if name.casefold().startswith("đại học") else "Thủ trưởng đơn vị"


def written(
    code: str,
    terms: Terms,
    parties: tuple[HouseFacts, HouseFacts, HouseFacts],
    number: int,
    on: date,
) -> AgreementFacts:
    """The facts of an agreement as it is issued on that day under that number (0: a draft).

    Args:
        code: the agreement's own code.
        terms: what is agreed.
        parties: the three, in the order of the houses.
        number: of the register.
        on: the day on the paper.
    """
    entry, letterhead = AGREEMENTS[TRIPARTITE], Letterhead.of(terms.province)
    budgets = [item.budget_vnd for item in terms.items]
    floor = gain_floor(terms, on)
    within = law.rule("memorandum", on, None, terms.province)
    return AgreementFacts(
        code=TRIPARTITE,
        type_name=entry.title,
        superior=None,
        issuer=parties[0].name,
        place=letterhead.place,
        number=number,
        symbol=f"{on.year}/{entry.register.symbol}",
        issued_on=on,
        subject=f"Về việc {terms.title[0].lower()}{terms.title[1:]}" if terms.title else "",
        authority="",
        bases=_bases(on),
        recipients=("Các bên ký kết",),
        filing_unit=None,
        signers=tuple(
            Signature(authority=f"Đại diện bên {party.letter}", position=party.represented_by or "Đại diện")
            for party in parties
        ),
        ppc=letterhead.ppc,
        dost=letterhead.dost,
        unit=letterhead.unit,
        agreement=code,
        about=terms.title,
        parties=parties,
        items=tuple(
            ItemFacts(
                number=item.number,
                title=item.title,
                product=item.product or None,
                budget=_whole(item.budget_vnd),
                months=item.months,
            )
            for item in terms.items
        ),
        total=_whole(sum((each for each in budgets if each is not None), Decimal(0)))
        if None not in budgets
        else None,
        wide=len(terms.items) > _ROOM_UPRIGHT,
        fund=_percents(terms.fund),
        own=_percents(terms.own),
        gain=_percents(terms.gain),
        floor_percent=_percent(Fraction(floor.rule.value)) if floor else None,
        floor_source=str(floor.rule.source) if floor else None,
        state_reserves=terms.state_reserves,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        contract_days=int(within.value) if within else None,
        contract_source=str(within.source) if within else None,
    )


def party(
    house: House, name: str, organisation: int, represented_by: str, address: str = "", e_id: str = ""
) -> HouseFacts:
    """One of the three as the agreement presents it."""
    return HouseFacts(
        house=house.vi,
        letter=_LETTERS[house],
        name=name,
        address=address or None,
        e_id=e_id or None,
        represented_by=represented_by,
        organisation=organisation,
    )


def _bases(on: date) -> tuple[str, ...]:
    science = _SCIENCE_LAW.get(law.regime_of(on), (_LAW_2013,))
    cited = (_CIVIL_CODE, *science, _TRANSFER_LAW, _IP_LAW)
    return (*(f"Căn cứ {each}" for each in cited), "Căn cứ nhu cầu, năng lực và thỏa thuận của các bên")


def _percents(split: Split) -> SplitFacts:
    state, institute, enterprise = (None if part is None else _percent(part) for part in split)
    return SplitFacts(state=state, institute=institute, enterprise=enterprise)


def _percent(part: Decimal | Fraction) -> Decimal:
    return (
        (Decimal(part.numerator) * 100 / Decimal(part.denominator))
        if isinstance(part, Fraction)
        else (part * 100).normalize() + 0
    )


def _whole(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1))
