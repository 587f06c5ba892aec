"""The tables of profit under each basis: R1, R2, R4 and the overlay A73_7."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models import law
from models.errors import BadInput, Refused
from models.language import Confidence as Known
from models.language import Regime, Rule, Source
from models.sharing.money import Rulebook, percent, share_of_state, split, whole_dong
from models.sharing.words import (
    CO_AUTHORS_NOTE,
    OVERLAY_END,
    OVERLAY_FIRST_DAY,
    OVERLAY_NOTE,
    REMUNERATION_NOTE,
    Basis,
    Line,
    ProfitCase,
    Shares,
)

_OVERLAY_SOURCE = Source("Điều 73 khoản 7 và Điều 28 Luật số 93/2025/QH15", Known.SECONDARY)
_R1 = Source("Chương IV Nghị định số 08/2014/NĐ-CP", Known.READ)
_R1_OTHER = Source("Chương IV Nghị định số 08/2014/NĐ-CP", Known.GENERAL)
_R2 = Source("Điều 17 Nghị định số 76/2018/NĐ-CP", Known.UNCERTAIN)
_R4 = Source("Điều 28 khoản 3 Luật số 93/2025/QH15", Known.SECONDARY)
_AGREED = Source("Thỏa thuận với tổ chức trung gian", Known.READ)
_BY_VALUE = frozenset({Basis.R4, Basis.A73_7})
_FEE_MISSING = "Phần của tổ chức trung gian, môi giới phải được thỏa thuận: cần nêu số tiền."
_TOO_MUCH = "Tổng phần của tác giả và tổ chức trung gian vượt quá số được chia: cần thỏa thuận lại."


def share(
    approved_on: date | None,
    profit: Decimal,
    case: ProfitCase | str,
    *,
    intermediary: Decimal | None = None,
    broker_silent: bool = False,
    value: Decimal | None = None,
    granted_on: date | None = None,
    author: Fraction | None = None,
    state_part: Fraction | None = None,
    state_part_of_profit: bool = False,
    state_share: Decimal = Decimal(1),
    on: date = date.max,
    province: str = "",
) -> Shares:
    """Share an after-tax profit (or a value contributed as capital) in whole đồng.

    Args:
        approved_on: the day on which the host was approved; None needs a legal opinion.
        profit: after-tax profit, whole đồng.
        case: owner, use-right, licence or capital.
        intermediary: the fee agreed with an intermediary, đồng; None means there is none.
        broker_silent: there is an intermediary, but its contract is silent on the fee.
        value: the result's value when contributed as capital, đồng.
        granted_on: the day on which a title of protection was granted, if any.
        author: the authors' part agreed, when above the floor; None takes the floor.
        state_part: the State owner's part in the R1 use-right case; None takes the ceiling.
        state_part_of_profit: count that part from the whole profit, not from what is left (not settled [U]).
        state_share: the State's part of the funding (R4): Article 28(3) reaches that part of the profit only.
        on: the day of sharing, by whose rules it is done; the last written when not given.
        province: whose own rules go before the common ones, where it may set them.

    Raises:
        BadInput: when an amount is negative, not whole, or missing.
        Refused: when an agreement breaks a floor or a ceiling, with every reason.
    """
    asked = _Asked(
        ProfitCase(case),
        whole_dong(profit, "Lợi nhuận"),
        None if intermediary is None else whole_dong(intermediary, "Phí trung gian"),
        broker_silent,
        None if value is None else whole_dong(value, "Giá trị góp vốn"),
        author,
        state_part,
        state_part_of_profit,
        share_of_state(state_share),
        granted_on,
        Rulebook(on, province),
    )
    if asked.case is ProfitCase.CAPITAL and value is None and basis_of(approved_on, granted_on) in _BY_VALUE:
        raise BadInput("Trường hợp góp vốn cần giá trị của kết quả (đồng).")
    regime = law.regime_of(approved_on)
    match basis_of(approved_on, granted_on):
        case Basis.R1:
            return _share_r1(asked)
        case Basis.R2:
            return _share_r2(asked)
        case Basis.LEGAL_OPINION:
            return _no_share(asked, regime, approved_on)
        case basis:
            return _share_r4(asked, basis, regime)


def basis_of(approved_on: date | None, granted_on: date | None = None) -> Basis:
    """By which rules profit not yet shared is shared (domain notes 2.1, overlay A73_7).

    A title granted on or after 2025-10-01 for a task of the overlay's time needs a legal opinion.
    """
    regime = law.regime_of(approved_on)
    if regime is Regime.R4_LAW93:
        return Basis.R4
    if approved_on is not None and approved_on >= OVERLAY_FIRST_DAY and granted_on is not None:
        return Basis.A73_7 if granted_on < OVERLAY_END else Basis.LEGAL_OPINION
    return {Regime.R1_LAW2013: Basis.R1, Regime.R2_ND70: Basis.R2}.get(regime, Basis.LEGAL_OPINION)


def author_remuneration(amount: Decimal, *, licence: bool) -> Line:
    """The remuneration of IP Law 135(1) where nothing else is agreed, owed beside the reward.

    `amount` is the pre-tax profit of own use (10%), or each receipt of a licence (15%), in đồng.
    """
    text = Rulebook().rule("remuneration_licence" if licence else "remuneration_use")
    whole = whole_dong(amount, "Số tiền")
    return Line(
        "Tác giả",
        "Authors",
        Decimal(math.ceil(whole * text.value)),
        f"{text.name_vi}: {percent(Fraction(text.value))} khi không có thỏa thuận khác.",
        str(text.source),
    )


@dataclass(frozen=True)
class _Asked:
    case: ProfitCase
    profit: int
    intermediary: int | None
    broker_silent: bool
    value: int | None
    author: Fraction | None
    state_part: Fraction | None
    state_part_of_profit: bool
    state_share: Fraction
    granted_on: date | None
    rules: Rulebook

    @property
    def fee_missing(self) -> bool:
        return self.broker_silent and self.intermediary is None


def _share_r1(asked: _Asked) -> Shares:
    floor, cap = (
        asked.rules.rule("author_floor", Regime.R1_LAW2013),
        asked.rules.rule("broker_cap", Regime.R1_LAW2013),
    )
    reasons = _author_reasons(asked, floor)
    fee = asked.intermediary or 0
    if asked.fee_missing:
        reasons.append(_FEE_MISSING)
    if fee > asked.profit * Fraction(cap.value):
        reasons.append(
            f"Phần của tổ chức trung gian, môi giới không được quá {percent(Fraction(cap.value))} lợi "
            f"nhuận sau thuế: cần giảm còn {math.floor(asked.profit * cap.value)} đồng trở xuống."
        )
    state_cap = Fraction(asked.rules.rule("state_owner_cap", Regime.R1_LAW2013).value)
    state_part = state_cap if asked.state_part is None else asked.state_part
    if not 0 <= state_part <= state_cap:
        reasons.append(
            f"Phần của đại diện chủ sở hữu nhà nước phải từ 0 đến {percent(state_cap)} (cách tính: tham "
            "khảo)."
        )
    authors = _author_amount(asked, floor, asked.profit)
    rest = asked.profit - authors - fee
    if rest < 0:
        reasons.append(_TOO_MUCH)
    if reasons:
        raise Refused(*reasons)
    lines = [_author_line(authors, floor), *_broker_lines(fee, str(cap.source), "theo thỏa thuận")]
    if asked.case is ProfitCase.USE_RIGHT:
        base = asked.profit if asked.state_part_of_profit else rest
        state = min(math.floor(base * state_part), rest)
        rest -= state
        lines.append(
            Line(
                "Đại diện chủ sở hữu nhà nước",
                "State owner's representative",
                Decimal(state),
                f"Không quá {percent(state_cap)} "
                + ("lợi nhuận" if asked.state_part_of_profit else "phần còn lại (cách tính: tham khảo)")
                + " khi được giao quyền sử dụng.",
                str(_R1),
            )
        )
    half = Fraction(asked.rules.rule("reinvestment", Regime.R1_LAW2013).value)
    research, welfare = split(Decimal(rest), (half, 1 - half))
    lines += [
        Line("Đầu tư nghiên cứu và phát triển", "R&D reinvestment", research, "50% phần còn lại.", str(_R1)),
        Line("Quỹ khen thưởng, phúc lợi", "Reward and welfare fund", welfare, "50% phần còn lại.", str(_R1)),
    ]
    source = _R1_OTHER if asked.case is ProfitCase.CAPITAL else _R1
    return _shares(asked, Basis.R1, Regime.R1_LAW2013, lines, asked.profit, source)


def _share_r2(asked: _Asked) -> Shares:
    if asked.granted_on is not None:
        text = asked.rules.rule(
            "remuneration_licence" if asked.case is ProfitCase.LICENCE else "remuneration_use"
        )
        note = "Kết quả được bảo hộ: phần của tác giả theo luật sở hữu trí tuệ, trừ khi có thỏa thuận khác."
    else:
        text = asked.rules.rule("author_floor", Regime.R2_ND70)
        note = "Tỷ lệ trong chế độ này để tham khảo: tỉnh hoặc quy chế của chủ sở hữu quyết định."
    reasons = _author_reasons(asked, text) if text.province else _author_range(asked)
    authors = _author_amount(asked, text, asked.profit)
    fee = asked.intermediary or 0
    rest = asked.profit - authors - fee
    if asked.fee_missing:
        reasons.append(_FEE_MISSING)
    if rest < 0:
        reasons.append(_TOO_MUCH)
    if reasons:
        raise Refused(*reasons)
    owner = asked.case is not ProfitCase.USE_RIGHT
    lines = [
        _author_line(authors, text),
        *_broker_lines(fee, str(_AGREED), "theo thỏa thuận"),
        Line(
            "Chủ sở hữu" if owner else "Tổ chức chủ trì và Nhà nước",
            "Owner" if owner else "Host and State",
            Decimal(rest),
            "Phần còn lại, xử lý theo quy chế của chủ sở hữu."
            if owner
            else "Phần còn lại, chia giữa tổ chức chủ trì và Nhà nước theo quyết định giao quyền sử dụng.",
            str(_R2),
        ),
    ]
    return _shares(asked, Basis.R2, Regime.R2_ND70, lines, asked.profit, _R2, (note,))


def _share_r4(asked: _Asked, basis: Basis, regime: Regime) -> Shares:
    by_value = asked.case is ProfitCase.CAPITAL and asked.value is not None
    whole = asked.value if by_value and asked.value is not None else asked.profit
    floor = asked.rules.rule("author_capital_floor" if by_value else "author_floor", Regime.R4_LAW93)
    reasons = _author_reasons(asked, floor)
    if asked.fee_missing and _default_fee(asked) is None:
        reasons.append(_FEE_MISSING)
    state_money = math.ceil(whole * asked.state_share)
    authors = _author_amount(asked, floor, state_money)
    fee, why, fee_source = _r4_fee(asked, whole - authors)
    host = state_money - authors - fee
    if host < 0:
        reasons.append(_TOO_MUCH)
    if reasons:
        raise Refused(*reasons)
    lines = [
        _author_line(authors, floor),
        *_broker_lines(fee, fee_source, why),
        Line(
            "Tổ chức chủ trì",
            "Host",
            Decimal(host),
            "Thưởng người tổ chức thương mại hóa, tái đầu tư và chi khác, do tổ chức chủ trì quyết định.",
            str(_R4),
        ),
    ]
    if whole > state_money:
        lines.append(
            Line(
                "Chủ sở hữu phần vốn ngoài ngân sách",
                "Owners of the part not State-funded",
                Decimal(whole - state_money),
                "Phần không từ ngân sách do chủ sở hữu quyết định; cách tách theo quy chế (tham khảo).",
                "Điều 28 khoản 2 Luật số 93/2025/QH15",
            )
        )
    notes = (CO_AUTHORS_NOTE,) if asked.granted_on is None else (CO_AUTHORS_NOTE, REMUNERATION_NOTE)
    return _shares(
        asked, basis, regime, lines, whole, _OVERLAY_SOURCE if basis is Basis.A73_7 else _R4, notes
    )


def _r4_fee(asked: _Asked, most: int) -> tuple[int, str, str]:
    """The intermediary's fee: as agreed, else the default of Decree 267; never the authors' floor."""
    if asked.intermediary is not None:
        return asked.intermediary, "theo thỏa thuận", str(_AGREED)
    if not asked.broker_silent:
        return 0, "", ""
    text = _default_fee(asked)
    if text is None:
        return 0, "", ""
    fee = min(math.ceil(asked.profit * text.value), most)
    why = f"ít nhất {percent(Fraction(text.value))} lợi nhuận vì không có thỏa thuận khác"
    return fee, why, str(text.source)


def _default_fee(asked: _Asked) -> Rule | None:
    return asked.rules.find("broker_default", Regime.R4_LAW93)


def _no_share(asked: _Asked, regime: Regime, approved_on: date | None) -> Shares:
    if approved_on is None:
        because = "Chưa biết ngày phê duyệt giao chủ trì nên chưa xác định được cách chia; không suy đoán."
    elif asked.granted_on is not None and approved_on >= OVERLAY_FIRST_DAY:
        because = (
            "Văn bằng được cấp từ ngày 01/10/2025 trở đi: chưa rõ Điều 73 khoản 7 Luật số 93/2025/QH15 có "
            "áp dụng cho lợi nhuận này (tham khảo)."
        )
    elif regime is Regime.R0_PRE2014:
        because = "Nhiệm vụ phê duyệt trước ngày 01/01/2014: xử lý thủ công, cần ý kiến pháp chế (tham khảo)."
    else:
        because = "Chưa đọc được quy định chia lợi nhuận theo Nghị quyết số 193/2025/QH15 (tham khảo)."
    source = Source("Điều 73 Luật số 93/2025/QH15", Known.UNCERTAIN)
    return Shares(Basis.LEGAL_OPINION, regime, (), Decimal(asked.profit), because, str(source))


def _shares(
    asked: _Asked,
    basis: Basis,
    regime: Regime,
    lines: list[Line],
    total: int,
    source: Source,
    notes: tuple[str, ...] = (),
) -> Shares:
    because = {
        Basis.R1: "Lợi nhuận sau thuế chia theo Nghị định số 08/2014/NĐ-CP.",
        Basis.R2: "Lợi nhuận chia theo Nghị định số 76/2018/NĐ-CP (chỉ đọc được một phần).",
        Basis.A73_7: OVERLAY_NOTE,
        Basis.R4: "Lợi nhuận sau thuế chia theo Điều 28 Luật số 93/2025/QH15.",
    }[basis]
    if asked.case is ProfitCase.CAPITAL and basis in _BY_VALUE:
        because = (
            "Góp vốn bằng kết quả: phần của tác giả tính theo giá trị của kết quả, không theo lợi nhuận."
        )
    return Shares(basis, regime, tuple(lines), Decimal(total), because, str(source), notes)


def _author_amount(asked: _Asked, floor: Rule, whole: int) -> int:
    part = Fraction(floor.value) if asked.author is None else asked.author
    return math.ceil(whole * part)


def _author_line(amount: int, floor: Rule) -> Line:
    return Line(
        "Tác giả",
        "Authors",
        Decimal(amount),
        f"{floor.name_vi}: {percent(Fraction(floor.value))}.",
        str(floor.source),
    )


def _broker_lines(fee: int, source: str, why: str) -> tuple[Line, ...]:
    if not fee:
        return ()
    return (Line("Tổ chức trung gian, môi giới", "Intermediary", Decimal(fee), f"Phí {why}.", source),)


def _author_reasons(asked: _Asked, floor: Rule) -> list[str]:
    if asked.author is None:
        return []
    if asked.author < Fraction(floor.value):
        least = f"{percent(Fraction(floor.value))} ({floor.source})"
        return [f"Phần của tác giả không được thấp hơn {least}: cần nâng tỷ lệ đã thỏa thuận."]
    return _author_range(asked)


def _author_range(asked: _Asked) -> list[str]:
    return [] if asked.author is None or 0 <= asked.author <= 1 else ["Phần của tác giả phải từ 0% đến 100%."]
