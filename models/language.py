"""The words in which the life of a research task is written down.

Everything here is vocabulary: frozen dataclasses and enumerations, the standard library alone. The data
written in these words stands in `law.py` and `lifecycle/`; the judgements that walk it stand in
`progress.py`, `councils.py`, `closet.py` and `rights.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from fractions import Fraction

    from models.dossier import Dossier


class Confidence(StrEnum):
    """How well a fact of the law is known (domain notes, section 0.1)."""

    READ = "V"
    """Read in a page that quotes or restates the legal text."""
    SECONDARY = "V2"
    """Read in a secondary source only."""
    GENERAL = "G"
    """From general knowledge; a province may set it otherwise."""
    UNCERTAIN = "U"
    """Uncertain or conflicting; a province must set it before relying on it."""

    @property
    def is_reference_only(self) -> bool:
        """Whether it must be labelled "tham khảo" and never asserted as law."""
        return self in {Confidence.GENERAL, Confidence.UNCERTAIN}


@dataclass(frozen=True)
class Source:
    """Where a rule comes from: the citation as an officer would write it, and how well it is known."""

    citation: str
    confidence: Confidence

    def __str__(self) -> str:
        """The citation, with "(tham khảo)" behind what was not read."""
        return f"{self.citation} (tham khảo)" if self.confidence.is_reference_only else self.citation


class Unit(StrEnum):
    """What a rule's value counts."""

    CALENDAR_DAYS = "ngày"
    WORKING_DAYS = "ngày làm việc"
    MONTHS = "tháng"
    YEARS = "năm"
    FRACTION = "phần"
    SCORE = "điểm"
    PEOPLE = "người"


class Regime(StrEnum):
    """The body of law that governs a result, chosen by the date on which the host was approved."""

    R0_PRE2014 = "R0"
    """Law 2000: handled by hand."""
    R1_LAW2013 = "R1"
    """Law 29/2013, Decree 08/2014."""
    R2_ND70 = "R2"
    """Law 15/2017, Decree 70/2018."""
    R3_NQ193 = "R3"
    """Resolution 193/2025, over R2."""
    R4_LAW93 = "R4"
    """Law 93/2025, Decree 267/2025."""
    UNKNOWN = "?"
    """The date of approval is not known: nothing may be guessed."""


@dataclass(frozen=True)
class Rule:
    """One number that a text sets, with its dates in force (both inclusive; None is open-ended).

    `province` is empty for all, or names the one province that set the number for itself.
    """

    code: str
    name_vi: str
    value: Decimal | Fraction | int
    unit: Unit
    source: Source
    valid_from: date = date.min
    valid_to: date | None = None
    regimes: tuple[Regime, ...] = ()
    province: str = ""

    @property
    def version(self) -> str:
        """The name under which a stage entry keeps this rule: `registration@2014-06-11`.

        A province's own rule names the province: `match@2027-01-01/Đồng Nai`.
        """
        start = "origin" if self.valid_from == date.min else self.valid_from.isoformat()
        return f"{self.code}@{start}/{self.province}" if self.province else f"{self.code}@{start}"

    def in_force(self, day: date, regime: Regime | None = None) -> bool:
        """Whether the rule holds on that day, for that regime."""
        if self.regimes and regime not in self.regimes:
            return False
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Role(StrEnum):
    """What a person is in the life of a task. The value is the code; `vi` and `en` the title."""

    ORDERER = "orderer"
    DOST_OFFICER = "dost_officer"
    DOST_HEAD = "dost_head"
    DOST_DIRECTOR = "dost_director"
    PPC_CHAIR = "ppc_chair"
    FINANCE = "finance"
    LEGAL = "legal"
    HOST = "host"
    HOST_HEAD = "host_head"
    RECIPIENT = "recipient"
    COUNCIL = "council"
    INFO_BODY = "info_body"
    VALUER = "valuer"
    RECORDS = "records"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def vi(self) -> str:
        """The Vietnamese title of the role."""
        return _TITLES[self][0]

    @property
    def en(self) -> str:
        """The English title of the role."""
        return _TITLES[self][1]

    @property
    def is_state(self) -> bool:
        """Whether the role belongs to the State's side of the province."""
        return self in _STATE_ROLES


_TITLES: dict[Role, tuple[str, str]] = {
    Role.ORDERER: ("Cơ quan đặt hàng", "Ordering agency"),
    Role.DOST_OFFICER: ("Chuyên viên Sở Khoa học và Công nghệ", "DoST officer"),
    Role.DOST_HEAD: ("Trưởng phòng, Sở Khoa học và Công nghệ", "DoST head of unit"),
    Role.DOST_DIRECTOR: ("Giám đốc Sở Khoa học và Công nghệ", "DoST director"),
    Role.PPC_CHAIR: ("Chủ tịch Ủy ban nhân dân tỉnh", "Chair of the People's Committee"),
    Role.FINANCE: ("Sở Tài chính", "Department of Finance"),
    Role.LEGAL: ("Bộ phận pháp chế", "Legal office"),
    Role.HOST: ("Tổ chức chủ trì", "Host organisation"),
    Role.HOST_HEAD: ("Thủ trưởng tổ chức chủ trì", "Head of the host organisation"),
    Role.RECIPIENT: ("Đơn vị tiếp nhận", "Recipient"),
    Role.COUNCIL: ("Thành viên hội đồng", "Council member"),
    Role.INFO_BODY: ("Tổ chức đầu mối thông tin KH&CN", "S&T information body"),
    Role.VALUER: ("Tổ chức thẩm định giá", "Valuer"),
    Role.RECORDS: ("Văn thư, lưu trữ", "Records office"),
    Role.AUDITOR: ("Kiểm toán, thanh tra", "Auditor"),
    Role.ADMIN: ("Quản trị hệ thống", "Administrator"),
}
_STATE_ROLES = frozenset(
    {
        Role.DOST_OFFICER,
        Role.DOST_HEAD,
        Role.DOST_DIRECTOR,
        Role.PPC_CHAIR,
        Role.FINANCE,
        Role.LEGAL,
        Role.INFO_BODY,
        Role.RECORDS,
        Role.AUDITOR,
        Role.ADMIN,
    }
)


class Verdict(StrEnum):
    """What may be decided at a gate."""

    APPROVE = "approve"
    """Phê duyệt."""
    SUPPLEMENT = "supplement"
    """Yêu cầu bổ sung: the clock stops until what is missing comes."""
    REJECT = "reject"
    """Từ chối."""
    WITHDRAW = "withdraw"
    """Rút: the orderer or host takes the task back."""

    @property
    def label(self) -> str:
        """The Vietnamese word on the button."""
        return _BUTTONS[self]


_BUTTONS = {
    Verdict.APPROVE: "Phê duyệt",
    Verdict.SUPPLEMENT: "Yêu cầu bổ sung",
    Verdict.REJECT: "Từ chối",
    Verdict.WITHDRAW: "Rút hồ sơ",
}


class Method(StrEnum):
    """How the host is found."""

    SELECTION = "selection"
    """Tuyển chọn: an open call."""
    DIRECT = "direct"
    """Giao trực tiếp: direct assignment."""


class ProductType(StrEnum):
    """Product types I to IV; a task with type I alone never enters transfer."""

    I = "I"  # noqa: E741 - the law's own numeral
    """Publications."""
    II = "II"
    """Documents, software, processes, standards, databases, plans."""
    III = "III"
    """Prototypes, equipment, materials, plant varieties and animal breeds, production lines."""
    IV = "IV"
    """Intellectual property registrations."""


class PartyKind(StrEnum):
    """What an organisation (or person) is before the law of public assets."""

    STATE_BODY = "state_body"
    PUBLIC_UNIT = "public_unit"
    SOE = "soe"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"

    @property
    def is_private(self) -> bool:
        """Whether a free transfer of a public asset to it is barred."""
        return self in {PartyKind.ENTERPRISE, PartyKind.COOPERATIVE, PartyKind.INDIVIDUAL}


class Severity(IntEnum):
    """How grave a cause of stalling is; the headline of a case is the gravest."""

    NONE = 0
    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


@dataclass(frozen=True)
class Check:
    """A named condition on a task. `vi` and `en` are the whole sentence shown when it does not hold.

    A condition that a later text brought asks nothing of decisions made before `since`.
    """

    code: str
    vi: str
    en: str
    holds: Callable[[Dossier], bool]
    since: date = date.min


@dataclass(frozen=True)
class Deadline:
    """When a stage or obligation must be done: a rule of `law.py`, counted from a fact.

    `since` names a date on the dossier (e.g. `accepted_on`); None counts from the entry into the stage.
    """

    rule: str
    since: str | None = None


@dataclass(frozen=True)
class Paper:
    """A paper that people submit in a stage. `by` are the roles that may; `form` the form's code.

    `records` names the dossier's dates that the day of submission sets.
    """

    code: str
    vi: str
    en: str
    by: tuple[Role, ...]
    form: str = ""
    required: bool = True
    when: Check | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Single:
    """One person in any one of `roles` decides."""

    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Several:
    """Persons in several roles decide; `need` approvals of distinct roles suffice (None means all)."""

    roles: tuple[Role, ...]
    need: int | None = None


@dataclass(frozen=True)
class Council:
    """A council votes; `scheme` names the scheme of `law.py` that turns ballots into a verdict."""

    scheme: str


Approval = Single | Several | Council


@dataclass(frozen=True)
class Gate:
    """One decision in a stage.

    `records` names the dossier's dates that an approval sets to its own date; `checks` must hold before
    the gate can be approved; `not_before` is the earliest day of approval; `when` says for which tasks the
    gate exists; an `optional` gate does not hold the stage up, and opens when its paper (`opened_by`) comes;
    at a gate of a council's `chair_of` only the chair of the council of that gate decides.
    """

    code: str
    vi: str
    en: str
    approval: Approval
    records: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    when: Check | None = None
    opened_by: str | None = None
    may_reject: bool = True
    not_before: Deadline | None = None
    chair_of: str | None = None

    @property
    def optional(self) -> bool:
        """Whether the stage can be left without this gate."""
        return self.opened_by is not None


class Moment(StrEnum):
    """When a stage's generated document is due (gates' codes serve as moments, too)."""

    ENTER = "enter"
    COUNCIL_FORMED = "council-formed"
    SUPPLEMENT = "supplement"
    TERMINATE = "terminate"


@dataclass(frozen=True)
class Generated:
    """A document that the system generates: its catalogue code and the moment (Moment or gate code)."""

    paper: str
    on: str
    when: Check | None = None


@dataclass(frozen=True)
class Step:
    """Where a task goes when it leaves a stage; the first step whose check holds is taken.

    `to` is a stage code, or None when the life ends with `outcome`.
    """

    to: str | None
    when: Check | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Stage:
    """One row of the stage table.

    `beside` marks a track that runs beside the main line (it is opened, never waited for); `opens` names
    the tracks that an exit from this stage opens; `when_complete` the dates set on the day on which the
    last required paper comes in; `withdrawn_by` the roles that may take the task back while it is here.
    """

    code: str
    row: str
    vi: str
    en: str
    state: str
    source: Source
    papers: tuple[Paper, ...] = ()
    gates: tuple[Gate, ...] = ()
    enter: tuple[Check, ...] = ()
    deadline: Deadline | None = None
    documents: tuple[Generated, ...] = ()
    next: tuple[Step, ...] = ()
    on_reject: tuple[Step, ...] = (Step(None, outcome="rejected"),)
    opens: tuple[Step, ...] = ()
    beside: bool = False
    exit: str = ""
    when_complete: tuple[str, ...] = ()
    withdrawn_by: tuple[Role, ...] = ()

    def gate(self, code: str) -> Gate:
        """The gate of that code; raises KeyError when the stage has none."""
        for gate in self.gates:
            if gate.code == code:
                return gate
        raise KeyError(code)

    def has_gate(self, code: str) -> bool:
        """Whether the stage has a gate of that code."""
        return any(gate.code == code for gate in self.gates)


@dataclass(frozen=True)
class Obligation:
    """A duty that runs beside the line, with its own clock, whatever stage the task is in."""

    code: str
    vi: str
    en: str
    owed_by: tuple[Role, ...]
    deadline: Deadline
    done_when: Check
    applies: Check | None = None
    source: Source = field(default_factory=lambda: Source("", Confidence.GENERAL))
