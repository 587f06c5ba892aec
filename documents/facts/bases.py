"""The legal bases (căn cứ) of a paper: which texts it cites, for which task, on which day.

Only texts that the domain notes know are cited, each with its confidence; what was not read bears
"(tham khảo)". The texts of procedure are those in force when the host was approved (Law 93/2025 Art. 73).
"""

from __future__ import annotations

from datetime import date

from documents.facts.base import Occasion
from models.dossier import Dossier
from models.language import Confidence, Regime, Role, Rule, Source
from models.law import DECREE_70_LAPSED_ON, regime_of, rule

_READ, _SECONDARY = Confidence.READ, Confidence.SECONDARY
_GENERAL, _UNCERTAIN = Confidence.GENERAL, Confidence.UNCERTAIN
_MINISTER = "của Bộ trưởng Bộ Khoa học và Công nghệ"

_LAW_2013 = Source("Luật Khoa học và Công nghệ số 29/2013/QH13", _READ)
_LAW_2025 = Source("Luật Khoa học, công nghệ và đổi mới sáng tạo số 93/2025/QH15", _SECONDARY)
_DECREE_267 = Source("Nghị định số 267/2025/NĐ-CP ngày 14 tháng 10 năm 2025 của Chính phủ", _SECONDARY)
_DECREE_08 = Source("Nghị định số 08/2014/NĐ-CP của Chính phủ", _READ)
_DECREE_70 = Source(
    "Nghị định số 70/2018/NĐ-CP ngày 15 tháng 5 năm 2018 của Chính phủ về quản lý, sử dụng tài sản được hình "
    "thành thông qua việc triển khai thực hiện nhiệm vụ khoa học và công nghệ sử dụng vốn nhà nước",
    _READ,
)
_PUBLIC_ASSETS = Source("Luật Quản lý, sử dụng tài sản công số 15/2017/QH14", _READ)
_RESOLUTION_193 = Source("Nghị quyết số 193/2025/QH15 ngày 19 tháng 02 năm 2025 của Quốc hội", _READ)
_DECREE_88 = Source("Nghị định số 88/2025/NĐ-CP ngày 13 tháng 4 năm 2025 của Chính phủ", _READ)
_TRANSITION = Source("khoản 3 Điều 73 Luật số 93/2025/QH15", _SECONDARY)
_TRANSFER_LAW = Source("Luật Chuyển giao công nghệ số 07/2017/QH14", _GENERAL)
_IP_LAW = Source("Luật Sở hữu trí tuệ", _SECONDARY)
_CIRCULAR_15 = Source(f"Thông tư số 15/2014/TT-BKHCN {_MINISTER}", _READ)
_LOCAL_GOVERNMENT = Source("Luật Tổ chức chính quyền địa phương", _GENERAL)
_DECREE_267_FROM = date(2025, 10, 14)

_Period = tuple[date, Source]
_CIRCULAR_09 = (
    (
        date(2025, 2, 10),
        Source(f"Thông tư số 09/2024/TT-BKHCN ngày 27 tháng 12 năm 2024 {_MINISTER}", _SECONDARY),
    ),
    (
        date(2025, 10, 1),
        Source(f"Thông tư số 09/2024/TT-BKHCN ngày 27 tháng 12 năm 2024 {_MINISTER}", _UNCERTAIN),
    ),
)
_PROCEDURES: dict[str, tuple[_Period, ...]] = {
    "identify": (
        (date(2014, 1, 1), Source(f"Thông tư số 07/2014/TT-BKHCN {_MINISTER}", _READ)),
        (date(2023, 7, 9), Source(f"Thông tư số 06/2023/TT-BKHCN {_MINISTER}", _SECONDARY)),
        *_CIRCULAR_09,
    ),
    "select": (
        (date(2014, 1, 1), Source(f"Thông tư số 10/2014/TT-BKHCN {_MINISTER}", _READ)),
        (date(2017, 8, 10), Source(f"Thông tư số 08/2017/TT-BKHCN {_MINISTER}", _READ)),
        (date(2023, 7, 9), Source(f"Thông tư số 20/2023/TT-BKHCN {_MINISTER}", _GENERAL)),
        *_CIRCULAR_09,
    ),
    "contract": (
        (date(2014, 1, 1), Source(f"Thông tư số 05/2014/TT-BKHCN {_MINISTER}", _READ)),
        (date(2025, 10, 1), Source(f"Thông tư số 05/2014/TT-BKHCN {_MINISTER}", _UNCERTAIN)),
    ),
    "inspect": (
        (date(2014, 1, 1), Source("Các quy định về kiểm tra nhiệm vụ khoa học và công nghệ", _GENERAL)),
        (date(2015, 1, 1), Source(f"Thông tư số 04/2015/TT-BKHCN {_MINISTER}", _READ)),
        *_CIRCULAR_09,
    ),
    "accept": (
        (date(2014, 1, 1), Source(f"Thông tư số 11/2014/TT-BKHCN {_MINISTER}", _READ)),
        *_CIRCULAR_09,
    ),
    "register": (
        (date(2014, 1, 1), Source(f"Thông tư số 14/2014/TT-BKHCN {_MINISTER}", _READ)),
        (
            date(2023, 7, 9),
            Source("Thông tư số 14/2014/TT-BKHCN, sửa đổi bởi Thông tư số 11/2023/TT-BKHCN", _SECONDARY),
        ),
        (
            date(2025, 10, 17),
            Source(f"Thông tư số 22/2025/TT-BKHCN ngày 17 tháng 10 năm 2025 {_MINISTER}", _READ),
        ),
    ),
}
"""The circular of each procedure by its first day (domain notes 1.1). Where no day is known, the year's."""


def regime_on(task: Dossier, on: date) -> Regime:
    """The regime of the task; before its host is approved, the one that would hold on that day."""
    if task.regime is not Regime.UNKNOWN or task.contract_signed_on or task.result.accepted_on:
        return task.regime
    return regime_of(task.approved_on or on)


def science_law(task: Dossier, on: date) -> tuple[Source, ...]:
    """The law on science and technology that governs the task, with its decree."""
    match regime_on(task, on):
        case Regime.R0_PRE2014:
            return (Source("Luật Khoa học và Công nghệ năm 2000", _GENERAL),)
        case Regime.R1_LAW2013 | Regime.R2_ND70:
            return (_LAW_2013, _DECREE_08)
        case Regime.R3_NQ193:
            return (_LAW_2013, _DECREE_08, _RESOLUTION_193)
        case Regime.R4_LAW93:
            return (_LAW_2025, _DECREE_267) if on >= _DECREE_267_FROM else (_LAW_2025,)
        case Regime.UNKNOWN:
            unknown = "Pháp luật về khoa học và công nghệ có hiệu lực tại thời điểm phê duyệt nhiệm vụ"
            return (Source(unknown, _GENERAL),)


def procedure(name: str, task: Dossier, on: date) -> tuple[Source, ...]:
    """The circular that sets the procedure; none for a day before 2014."""
    day = on if name == "register" else task.approved_on or on
    begun = [source for start, source in _PROCEDURES[name] if start <= day]
    return tuple(begun[-1:])


def under_old_law(task: Dossier) -> bool:
    """Whether the task is governed by a text that Law 93/2025 replaced."""
    return task.regime in {Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193}


def asset_law(task: Dossier, on: date) -> tuple[Source, ...]:
    """The law on what the task made: public assets, the assignment of rights, and the transition."""
    match task.regime:
        case Regime.R1_LAW2013:
            texts: tuple[Source, ...] = (_LAW_2013, _DECREE_08, _CIRCULAR_15)
        case Regime.R2_ND70:
            texts = (_LAW_2013, _PUBLIC_ASSETS, _DECREE_70)
        case Regime.R3_NQ193:
            texts = (_LAW_2013, _PUBLIC_ASSETS, _DECREE_70, _RESOLUTION_193, _DECREE_88)
        case _:
            return science_law(task, on)
    return (*texts, _TRANSITION) if on >= DECREE_70_LAPSED_ON else texts


def transfer_law(task: Dossier, on: date) -> tuple[Source, ...]:
    """The law on the transfer of technology, beside the law on what the task made."""
    return (_TRANSFER_LAW, _IP_LAW, *asset_law(task, on))


def ip_law(task: Dossier, on: date) -> tuple[Source, ...]:
    """The law on intellectual property, beside the science law."""
    return (_IP_LAW, *science_law(task, on))


def competence(occasion: Occasion, role: Role) -> tuple[str, ...]:
    """On what the deciding body's competence rests."""
    if role is Role.PPC_CHAIR:
        return (f"Căn cứ {_LOCAL_GOVERNMENT}",)
    if role is Role.HOST_HEAD:
        return ("Căn cứ quy chế tổ chức và hoạt động của tổ chức chủ trì",)
    duties = "chức năng, nhiệm vụ, quyền hạn của Sở Khoa học và Công nghệ"
    return (f"Căn cứ {duties} do {occasion.letterhead.ppc} quy định",)


def cited(*sources: Source) -> tuple[str, ...]:
    """The sources as lines of "Căn cứ"."""
    return tuple(f"Căn cứ {source}" for source in sources)


def term(code: str, occasion: Occasion) -> Rule | None:
    """The rule of that code in force for the task on the paper's day."""
    regime = regime_on(occasion.dossier, occasion.on)
    return rule(code, occasion.on, regime, occasion.dossier.province)


def term_text(code: str, occasion: Occasion) -> str | None:
    """A term as a paper states it: "30 ngày (Thông tư số 14/2014/TT-BKHCN)"; None when no text sets one."""
    found = term(code, occasion)
    return None if found is None else f"{found.value} {found.unit.value} ({found.source})"
