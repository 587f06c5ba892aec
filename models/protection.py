"""Protection of results: what must be filed before it is published, and how applications stand. Pure.

Novelty is lost by one's own publication: the clocks of the law on intellectual property run from the first
one, whatever stage the task is in. A publication is cleared only once its result is filed, or was given up by
a recorded decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from models import law, workdays
from models.dossier import IP_KINDS
from models.language import Regime, Rule

WINDOWS: Final = {
    "": "ip_invention",
    "invention": "ip_invention",
    "utility": "ip_invention",
    "design": "ip_design",
}
"""The rule that sets the time for filing, by what is to be protected.

A utility solution is a patent as an invention is. For a plant variety no text was read, so nothing is told.
"""

PUBLICATIONS: Final = {
    "article": "bài báo",
    "talk": "báo cáo hội thảo",
    "thesis": "luận văn, luận án",
    "exhibition": "trưng bày, triển lãm",
    "other": "hình thức khác",
}
"""How a result is published, by code."""

AHEAD: Final = timedelta(days=30)
"""How long before its day a planned publication that is not cleared is told of; our own custom."""
RENEWAL: Final = timedelta(days=180)
"""How long before its end a title's renewal is told of; our own custom."""
_LONGEST: Final = 50
"""Years that a title may be valid ahead; more is a slip."""


@dataclass(frozen=True)
class Publication:
    """A publication of what a task found. `kind` is a key of `PUBLICATIONS`."""

    id: int
    kind: str
    title: str
    planned_on: date | None = None
    cleared_on: date | None = None
    published_on: date | None = None
    where: str = ""
    cancelled_on: date | None = None

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.published_on is None and self.cancelled_on is None


class State(StrEnum):
    """Where an application stands."""

    FILED = "filed"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def vi(self) -> str:
        """Its name."""
        return _STATES[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _STATES[self][1]


_STATES: Final = {
    State.FILED: ("đã nộp đơn", "filed"),
    State.ACCEPTED: ("đơn được chấp nhận hợp lệ", "formally accepted"),
    State.GRANTED: ("đã cấp văn bằng", "granted"),
    State.EXPIRED: ("hết hiệu lực, chưa gia hạn", "expired, not renewed"),
    State.REFUSED: ("bị từ chối", "refused"),
    State.WITHDRAWN: ("đã rút đơn", "withdrawn"),
    State.LAPSED: ("chấm dứt hiệu lực", "lapsed"),
}


@dataclass(frozen=True)
class Filing:
    """An application to protect a result. `kind` is a key of `IP_KINDS`."""

    id: int
    kind: str
    title: str
    office: str
    number: str
    filed_on: date
    formal_on: date | None = None
    granted_on: date | None = None
    grant_number: str = ""
    valid_until: date | None = None
    refused_on: date | None = None
    withdrawn_on: date | None = None
    lapsed_on: date | None = None

    def state(self, on: date) -> State:
        """Where it stood on that day."""
        for ended, state in (
            (self.lapsed_on, State.LAPSED),
            (self.withdrawn_on, State.WITHDRAWN),
            (self.refused_on, State.REFUSED),
        ):
            if ended is not None and ended <= on:
                return state
        if self.granted_on is not None and self.granted_on <= on:
            expired = self.valid_until is not None and self.valid_until < on
            return State.EXPIRED if expired else State.GRANTED
        accepted = self.formal_on is not None and self.formal_on <= on
        return State.ACCEPTED if accepted else State.FILED

    def shields(self, on: date) -> bool:
        """Whether a publication of that day leaves novelty alone: it was filed, and not taken back since."""
        return self.filed_on <= on and (self.withdrawn_on is None or self.withdrawn_on > on)


@dataclass(frozen=True)
class Shelter:
    """All that protects, or endangers, the result of one task."""

    publications: tuple[Publication, ...] = ()
    filings: tuple[Filing, ...] = ()
    waived_on: date | None = None
    """The day on which it was decided not to protect the result."""
    disclosed_on: date | None = None
    """The first publication as it was recorded beside the list of publications."""
    ip_kind: str = ""
    regime: Regime = Regime.UNKNOWN
    province: str = ""

    @property
    def first_published_on(self) -> date | None:
        """The day from which the clocks run."""
        return earliest(self.disclosed_on, *(each.published_on for each in self.publications))

    @property
    def first_filed_on(self) -> date | None:
        """The first application that was not taken back."""
        return earliest(*(each.filed_on for each in self.filings if each.withdrawn_on is None))

    @property
    def first_granted_on(self) -> date | None:
        """The first title."""
        return earliest(*(each.granted_on for each in self.filings))

    @property
    def filed_before_publishing(self) -> bool | None:
        """Whether it was filed before anything was published; None while it is neither."""
        filed, published = self.first_filed_on, self.first_published_on
        if filed is None:
            return None if published is None else False
        return published is None or filed <= published


@dataclass(frozen=True)
class Window:
    """The time for filing after one's own publication; `ends_on` is its last day."""

    kind: str
    since: date
    ends_on: date
    rule: Rule

    def days_left(self, on: date) -> int:
        """Days left; negative once it is shut."""
        return (self.ends_on - on).days

    def said(self, on: date) -> str:
        """The window in a sentence."""
        what = IP_KINDS.get(self.kind, "sáng chế")
        left = self.days_left(on)
        state = (
            f"còn {left} ngày, đến hết ngày {self.ends_on:%d/%m/%Y}"
            if left >= 0
            else f"đã hết từ sau ngày {self.ends_on:%d/%m/%Y}, tính mới đã mất"
        )
        return f"Công bố ngày {self.since:%d/%m/%Y}; thời hạn nộp đơn {what} {state} ({self.rule.source})."


def window(shelter: Shelter) -> Window | None:
    """The time for filing that runs; None where nothing was published, or no text is known to set one."""
    since = shelter.first_published_on
    code = WINDOWS.get(shelter.ip_kind)
    if since is None or code is None:
        return None
    rule = law.rule(code, since, shelter.regime, shelter.province)
    if rule is None:
        return None
    return Window(shelter.ip_kind, since, workdays.after(since, int(rule.value), rule.unit), rule)


def hindrances(shelter: Shelter, publication: Publication, on: date) -> tuple[str, ...]:
    """Why a publication cannot be cleared today, each with the way out; empty when it can."""
    for day, what in (
        (publication.cancelled_on, "hủy"),
        (publication.published_on, "diễn ra"),
        (publication.cleared_on, "được cho phép"),
    ):
        if day is not None:
            return (f"Công bố này đã {what} ngày {day:%d/%m/%Y}.",)
    waived = shelter.waived_on is not None and shelter.waived_on <= on
    if waived or any(each.shields(on) for each in shelter.filings):
        return ()
    return (_unprotected(shelter, on),)


def _unprotected(shelter: Shelter, on: date) -> str:
    """Why nothing protects the result, with the way out."""
    out = "hãy nộp đơn và ghi số đơn trước, hoặc ghi nhận quyết định không bảo hộ."
    later = earliest(*(each.filed_on for each in shelter.filings if each.filed_on > on))
    if later is not None:
        return f"Đơn ghi ngày nộp {later:%d/%m/%Y} chưa tới: {out}"
    if any(each.withdrawn_on is not None for each in shelter.filings):
        return f"Mọi đơn đã rút, kết quả không còn đơn nào: {out}"
    return f"Chưa nộp đơn nào: công bố trước khi nộp đơn thì mất tính mới; {out}"


class Alarm(StrEnum):
    """What sort of alarm it is."""

    FILE = "file"
    """Something was published, nothing is filed."""
    CLEAR = "clear"
    """A publication comes near that nobody has cleared."""
    RENEW = "renew"
    """A title ends."""


@dataclass(frozen=True)
class Ring:
    """An alarm: of what sort, by which day something is to be done, and why."""

    alarm: Alarm
    number: int
    due_on: date
    sentence: str

    def days_left(self, on: date) -> int:
        """Days left; negative once it is too late."""
        return (self.due_on - on).days


def rings(shelter: Shelter, on: date) -> tuple[Ring, ...]:
    """The alarms of a task's result on that day, the nearest first."""
    return tuple(sorted(_rings(shelter, on), key=lambda ring: (ring.due_on, ring.alarm, ring.number)))


def _rings(shelter: Shelter, on: date) -> Iterator[Ring]:
    unprotected = shelter.first_filed_on is None and shelter.waived_on is None
    open_window = window(shelter)
    if unprotected and open_window is not None:
        yield Ring(Alarm.FILE, 0, open_window.ends_on, open_window.said(on))
    for each in shelter.publications:
        due = each.planned_on
        if each.is_planned and each.cleared_on is None and due is not None and due - AHEAD <= on:
            yield Ring(
                Alarm.CLEAR,
                each.id,
                due,
                f"Dự kiến công bố «{each.title}» ngày {due:%d/%m/%Y} ({_left(due, on)}), chưa được cho phép"
                + (": chưa nộp đơn bảo hộ nào." if unprotected else "."),
            )
    for filing in shelter.filings:
        until = filing.valid_until
        alive = filing.state(on) in {State.GRANTED, State.EXPIRED}
        if alive and until is not None and until - RENEWAL <= on:
            what = IP_KINDS.get(filing.kind, filing.kind)
            yield Ring(
                Alarm.RENEW,
                filing.id,
                until,
                f"Văn bằng {what} số {filing.grant_number or filing.number} có hiệu lực đến ngày "
                f"{until:%d/%m/%Y} ({_left(until, on)}): hãy gia hạn, hoặc ghi nhận chấm dứt.",
            )


def disclosure(shelter: Shelter, publication: Publication, day: date) -> tuple[str, ...]:
    """What is to be told when something was published on that day, though it is taken down as it is."""
    found = []
    if publication.cleared_on is None:
        found.append(f"Công bố ngày {day:%d/%m/%Y} khi chưa được cho phép.")
    if shelter.waived_on is None and not any(each.shields(day) for each in shelter.filings):
        found.append("Công bố trước khi nộp đơn: thời hạn nộp đơn bảo hộ bắt đầu chạy từ ngày công bố.")
    return tuple(found)


def faults_of_publication(
    kind: str, title: str, planned_on: date | None, published_on: date | None, on: date
) -> Iterator[str]:
    """Why a publication cannot be taken down so."""
    if kind not in PUBLICATIONS:
        yield f"Hình thức công bố là {_listed(PUBLICATIONS)}."
    if not title.strip():
        yield "Chưa ghi tên công trình công bố."
    if planned_on is None and published_on is None:
        yield "Phải ghi ngày dự kiến công bố, hoặc ngày đã công bố."
    if published_on is not None and published_on > on:
        yield f"Ngày công bố {published_on:%d/%m/%Y} ở tương lai: hãy ghi là ngày dự kiến."
    if planned_on is not None and published_on is None and planned_on < on:
        yield f"Ngày dự kiến {planned_on:%d/%m/%Y} đã qua: hãy ghi ngày đã công bố, hoặc ngày dự kiến mới."


def faults_of_filing(filing: Filing, on: date) -> Iterator[str]:
    """Why an application cannot be taken down so."""
    if filing.kind not in IP_KINDS:
        yield f"Đối tượng bảo hộ là {_listed(IP_KINDS)}."
    for said, vi in (
        (filing.title, "tên đối tượng"),
        (filing.office, "nơi nhận đơn"),
        (filing.number, "số đơn"),
    ):
        if not said.strip():
            yield f"Chưa ghi {vi}."
    yield from faults_of_days(filing, on)


def faults_of_days(filing: Filing, on: date) -> Iterator[str]:
    """What the days of an application contradict."""
    after = (
        ("ngày chấp nhận đơn hợp lệ", filing.formal_on),
        ("ngày cấp văn bằng", filing.granted_on),
        ("ngày từ chối", filing.refused_on),
        ("ngày rút đơn", filing.withdrawn_on),
        ("ngày chấm dứt hiệu lực", filing.lapsed_on),
    )
    for vi, day in (("ngày nộp đơn", filing.filed_on), *after):
        if day is not None and day > on:
            yield f"{vi[0].upper()}{vi[1:]} {day:%d/%m/%Y} ở tương lai."
    for vi, day in after:
        if day is not None and day < filing.filed_on:
            yield f"{vi[0].upper()}{vi[1:]} {day:%d/%m/%Y} trước ngày nộp đơn {filing.filed_on:%d/%m/%Y}."
    yield from _faults_of_title(filing, on)


def _faults_of_title(filing: Filing, on: date) -> Iterator[str]:
    """What the days of a title contradict."""
    if filing.granted_on is not None and not filing.grant_number.strip():
        yield "Đã cấp văn bằng thì phải ghi số văn bằng."
    if filing.granted_on is not None and (filing.refused_on or filing.withdrawn_on):
        yield "Đơn đã được cấp văn bằng không thể đồng thời bị từ chối hay rút: hãy ghi chấm dứt hiệu lực."
    if filing.lapsed_on is not None and filing.granted_on is None:
        yield "Chỉ văn bằng đã cấp mới chấm dứt hiệu lực: đơn chưa cấp thì ghi rút đơn hoặc bị từ chối."
    until = filing.valid_until
    if until is not None and filing.granted_on is None:
        yield "Chưa cấp văn bằng thì chưa có ngày hết hiệu lực."
    elif until is not None and filing.granted_on is not None and until <= filing.granted_on:
        yield f"Ngày hết hiệu lực {until:%d/%m/%Y} phải sau ngày cấp {filing.granted_on:%d/%m/%Y}."
    elif until is not None and until.year > on.year + _LONGEST:
        yield f"Ngày hết hiệu lực {until:%d/%m/%Y} quá xa; hãy kiểm tra năm."


def in_register(filing: Filing, year: int) -> bool:
    """Whether the register of that year shows it: filed by its end, and not ended before it began."""
    ended = earliest(filing.refused_on, filing.withdrawn_on, filing.lapsed_on)
    return filing.filed_on.year <= year and (ended is None or ended.year >= year)


def before_publishing(shelters: Sequence[Shelter]) -> tuple[int, int]:
    """Of the results that were filed or published, how many were filed first: numerator and denominator."""
    known = [each.filed_before_publishing for each in shelters]
    return sum(each is True for each in known), sum(each is not None for each in known)


def earliest(*days: date | None) -> date | None:
    """The earliest of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def _left(day: date, on: date) -> str:
    days = (day - on).days
    return f"còn {days} ngày" if days >= 0 else f"quá {-days} ngày"


def _listed(named: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({vi})" for code, vi in named.items())
