"""Rehearsing: a cast of functions, and a walk that carries a task through its stages as people would.

The walk knows no stage by name. It reads the lifecycle: hands in what is missing, forms and seats the
councils, votes, and decides at each gate through the same actions as everybody else. Demonstrations and
tests use it to have a task at any stage in one line.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import councils, decisions, doors, dossiers, papers, people, results, wiring
from documents.leaf import leaf
from models import ballots, progress, queries
from models.ballots import Answer
from models.dossier import Dossier, Entry, Grade, Position
from models.errors import Refused, Unavailable
from models.language import Council, Gate, PartyKind, ProductType, Role, Several, Stage, Verdict
from models.law import CouncilScheme
from models.lifecycle import checks
from models.permissions import role_for, role_to_decide
from models.tables import Organisation, Person

_GOOD = Decimal(85)
MARK = "(mẫu)"
"""What every organisation and function of the cast bears, so that nobody takes it for a real one."""


@dataclass(frozen=True)
class Part:
    """One function of the cast: handle, title, organisation (key of HOUSES), roles."""

    handle: str
    title: str
    house: str
    roles: tuple[Role, ...]
    unit: str = ""


HOUSES: dict[str, tuple[str, PartyKind]] = {
    "dost": (f"Sở Khoa học và Công nghệ {MARK}", PartyKind.STATE_BODY),
    "ppc": (f"Ủy ban nhân dân tỉnh {MARK}", PartyKind.STATE_BODY),
    "finance": (f"Sở Tài chính {MARK}", PartyKind.STATE_BODY),
    "info": (f"Trung tâm Thông tin và Ứng dụng tiến bộ KH&CN {MARK}", PartyKind.PUBLIC_UNIT),
    "orderer": (f"Sở Nông nghiệp và Môi trường {MARK}", PartyKind.STATE_BODY),
    "host": (f"Viện nghiên cứu chủ trì {MARK}", PartyKind.PUBLIC_UNIT),
    "enterprise": (f"Doanh nghiệp tiếp nhận {MARK}", PartyKind.ENTERPRISE),
    "cooperative": (f"Hợp tác xã tiếp nhận {MARK}", PartyKind.COOPERATIVE),
    "university": (f"Trường đại học {MARK}", PartyKind.PUBLIC_UNIT),
    "valuer": (f"Tổ chức thẩm định giá {MARK}", PartyKind.ENTERPRISE),
}

CAST: tuple[Part, ...] = (
    Part(
        "so.chuyen-vien",
        "Chuyên viên Phòng Quản lý khoa học",
        "dost",
        (Role.DOST_OFFICER,),
        "Phòng Quản lý khoa học",
    ),
    Part(
        "so.truong-phong",
        "Trưởng phòng Quản lý khoa học",
        "dost",
        (Role.DOST_HEAD,),
        "Phòng Quản lý khoa học",
    ),
    Part("so.giam-doc", "Giám đốc Sở Khoa học và Công nghệ", "dost", (Role.DOST_DIRECTOR,)),
    Part("so.phap-che", "Bộ phận pháp chế", "dost", (Role.LEGAL,), "Văn phòng Sở"),
    Part("so.luu-tru", "Văn thư, lưu trữ", "dost", (Role.RECORDS,), "Văn phòng Sở"),
    Part("so.quan-tri", "Quản trị hệ thống", "dost", (Role.ADMIN,)),
    Part("ubnd.chu-tich", "Chủ tịch Ủy ban nhân dân tỉnh", "ppc", (Role.PPC_CHAIR,)),
    Part("ubnd.van-thu", "Văn thư Ủy ban nhân dân tỉnh", "ppc", (Role.RECORDS,)),
    Part("tai-chinh", "Đại diện Sở Tài chính", "finance", (Role.FINANCE,)),
    Part("thong-tin", "Tổ chức đầu mối thông tin KH&CN", "info", (Role.INFO_BODY,)),
    Part("dat-hang", "Đại diện cơ quan đặt hàng", "orderer", (Role.ORDERER,)),
    Part("chu-tri", "Đại diện tổ chức chủ trì", "host", (Role.HOST,)),
    Part("chu-tri.thu-truong", "Thủ trưởng tổ chức chủ trì", "host", (Role.HOST_HEAD,)),
    Part("tiep-nhan", "Đại diện doanh nghiệp tiếp nhận", "enterprise", (Role.RECIPIENT,)),
    Part("htx", "Đại diện hợp tác xã tiếp nhận", "cooperative", (Role.RECIPIENT,)),
    Part("dinh-gia", "Thẩm định viên về giá", "valuer", (Role.VALUER,)),
    *(
        Part(f"hoi-dong.{number}", f"Thành viên hội đồng số {number}", "university", (Role.COUNCIL,))
        for number in range(1, 8)
    ),
)

SEATS: tuple[tuple[str, Position], ...] = (
    ("hoi-dong.1", Position.CHAIR),
    ("hoi-dong.2", Position.VICE_CHAIR),
    ("hoi-dong.3", Position.REVIEWER),
    ("hoi-dong.4", Position.REVIEWER),
    ("hoi-dong.5", Position.SECRETARY),
    ("hoi-dong.6", Position.MEMBER),
    ("hoi-dong.7", Position.MEMBER),
)


def house(key: str) -> str:
    """The name of an organisation of the cast."""
    return HOUSES[key][0]


def seat_cast(session: Session) -> None:
    """Open the accounts of the cast, those that are not open yet."""
    rows: dict[str, Organisation] = {
        key: people.ensure_organisation(session, name, kind) for key, (name, kind) in HOUSES.items()
    }
    for part in CAST:
        if session.scalar(queries.person_by_handle(part.handle)) is None:
            opened = people.open_account(session, part.handle, part.title, rows[part.house], part.roles)
            session.get_one(Person, opened.actor.id).unit = part.unit


def password() -> str:
    """The password of the cast in this installation: another one in each, and written down nowhere.

    It follows from the installation's secret key, so a demonstration that is played again tells the same.

    Raises:
        Unavailable: the installation has no secret key.
    """
    secret = wiring.settings().secret_key.get_secret_value()
    if not secret:
        raise Unavailable("Chưa đặt TRIPLEHELIX_SECRET_KEY nên chưa đặt được mật khẩu của tài khoản mẫu.")
    drawn = hmac.digest(secret.encode(), b"rehearsal", hashlib.sha256)
    letters = base64.b32encode(drawn[:10]).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def give_passwords(session: Session) -> str:
    """Let the cast sign in to the portal: whoever has no password yet gets the cast's; returns it."""
    given = password()
    hashed = doors.password_hash(given)
    for person in session.scalars(queries.people_by_handles([part.handle for part in CAST])):
        if not person.password:
            person.password = hashed
    return given


EVIDENCE = f"dữ liệu của câu chuyện {MARK}"


class Stuck(Refused):
    """Raised when the walk cannot go on, with the obstacles that it cannot clear by itself."""


@dataclass
class Walk:
    """A walk of one task: `pace` days between two steps; `told` is called with each step as a sentence.

    A walk never goes beyond `last`, and one that was cut off goes on where the task stands.
    """

    code: str
    day: date
    pace: int = 3
    told: Callable[[str], None] = lambda _: None
    last: date = date.max

    def wait_until(self, day: date) -> Walk:
        """Let time pass until that day, unless it has passed already."""
        self.day = max(self.day, day)
        return self

    def record(self, handle: str, fact: str, value: str) -> Walk:
        """Let somebody of the cast record a fact today, unless the day lies beyond the walk."""
        if self.day <= self.last:
            with wiring.as_of(self.day), wiring.unit_of_work() as session:
                actor = people.find(session, handle)
                results.record(session, self.code, fact, value, actor, on=self.day, evidence=EVIDENCE)
        return self

    def stands_at(self, stage: str) -> bool:
        """Whether the task stands in that stage now."""
        with wiring.unit_of_work() as session:
            main = progress.main_entry(dossiers.load(session, self.code))
        return main is not None and main.stage == stage

    def knows(self, name: str) -> bool:
        """Whether a date of the dossier is known."""
        with wiring.unit_of_work() as session:
            return dossiers.load(session, self.code).date_of(name) is not None

    def to(self, stage: str, *, gate: str = "") -> Walk:
        """Walk until the task stands in that stage (before that gate); stands there without a decision more.

        Raises:
            Stuck: when a condition does not hold that a walk cannot bring about.
        """
        while self.day <= self.last:
            with wiring.unit_of_work() as session:
                task = dossiers.load(session, self.code)
            main = progress.main_entry(task)
            if main is None or (main.stage == stage and not gate) or _has_left(task, stage):
                return self
            self.wait_until(main.entered_on)
            here = progress.stage_of(task, main)
            awaited = progress.awaited_gate(here, main, task)
            if main.stage == stage and (
                awaited is None or awaited.code == gate or _is_behind(task, main, gate)
            ):
                return self
            self.step(task, here, main, awaited)
        return self

    def hand_in(self) -> Walk:
        """Hand in what is missing where the task stands, and decide nothing."""
        with wiring.as_of(self.day), wiring.unit_of_work() as session:
            task = dossiers.load(session, self.code)
            main = progress.main_entry(task)
            if main is not None:
                _hand_in(session, task, progress.stage_of(task, main), main, self.day)
        return self

    def finish(self, track: str) -> Walk:
        """Walk a track beside the main line to its end."""
        while self.day <= self.last:
            with wiring.unit_of_work() as session:
                task = dossiers.load(session, self.code)
            entry = next((each for each in task.open_entries if each.stage == track), None)
            if entry is None:
                return self
            stage = progress.stage_of(task, entry)
            self.step(task, stage, entry, progress.awaited_gate(stage, entry, task))
        return self

    def step(self, task: Dossier, stage: Stage, entry: Entry, gate: Gate | None) -> None:
        """Do the next thing that the task waits for."""
        if gate is None:
            raise Stuck(f"{self.code} không chờ cửa nào ở giai đoạn {stage.vi}.")
        with wiring.as_of(self.day), wiring.unit_of_work() as session:
            _hand_in(session, task, stage, entry, self.day)
        if isinstance(gate.approval, Council):
            self._sit(gate, entry)
        self._decide(gate)
        self.day += timedelta(days=self.pace)

    def _sit(self, gate: Gate, entry: Entry) -> None:
        """Form the council, let everybody vote."""
        with wiring.as_of(self.day), wiring.unit_of_work() as session:
            if entry.sitting(gate.code) is None:
                chief = people.find(session, "so.giam-doc")
                councils.form(session, self.code, gate.code, SEATS, chief, on=self.day, meets_on=self.day)
        with wiring.as_of(self.day), wiring.unit_of_work() as session:
            products = dossiers.load(session, self.code).products
            for handle, _ in SEATS:
                member = people.find(session, handle)
                councils.state_conflict(session, self.code, gate.code, member, on=self.day)
                ballot = councils.Vote(marks(councils.scheme_of(gate), products))
                councils.vote(session, self.code, gate.code, ballot, member, on=self.day)
            # What only a council member hands in (a reviewer's opinion) can come once the seats are given.
            task = dossiers.load(session, self.code)
            here = next(each for each in task.entries if each.id == entry.id)
            _hand_in(session, task, progress.stage_of(task, here), here, self.day)

    def _decide(self, gate: Gate) -> None:
        with wiring.unit_of_work() as session:
            task = dossiers.load(session, self.code)
            if gate.not_before is not None and checks.BY_SELECTION.holds(task):
                earliest = progress.due(gate.not_before, task, self.day).on
                self.day = max(self.day, earliest or self.day)
        for roles in _deciding(gate):
            with wiring.as_of(self.day), wiring.unit_of_work() as session:
                task = dossiers.load(session, self.code)
                actor = people.find(session, _decider(session, task, roles))
                made = decisions.decide(
                    session, self.code, gate.code, Verdict.APPROVE, actor, on=self.day, channel="rehearsal"
                )
            self.told(f"{self.day:%d/%m/%Y} {self.code}: {made.sentence}")


def _is_behind(task: Dossier, entry: Entry, gate: str) -> bool:
    stage = progress.stage_of(task, entry)
    return stage.has_gate(gate) and progress.is_passed(entry, stage.gate(gate))


def _has_left(task: Dossier, stage: str) -> bool:
    return any(entry.stage == stage and not entry.is_open for entry in task.entries)


def _deciding(gate: Gate) -> tuple[tuple[Role, ...], ...]:
    """The decisions that the gate takes, each with the roles of which one makes it."""
    if isinstance(gate.approval, Several):
        return tuple((role,) for role in gate.approval.roles[: gate.approval.need])
    return (progress.decider_roles(gate),)


def marks(
    scheme: CouncilScheme,
    products: Collection[ProductType],
    *,
    agree: bool = True,
    score: Decimal = _GOOD,
    grade: Grade = Grade.PASS,
) -> dict[str, str]:
    """Answers to all criteria of a ballot that add up to that agreement, that score, or that grade."""
    asked = ballots.questions(scheme, products)
    plain = {Answer.YES_NO: "yes" if agree else "no", Answer.RATING: grade.value, Answer.SHARE: ""}
    found = {each.code: plain[each.answer] for each in asked if each.answer in plain}
    points = [each for each in asked if each.answer is Answer.POINTS]
    left = Decimal(score)
    for each in points[:-1]:
        given = (each.most * Decimal(score) / 100).quantize(Decimal("0.01"))
        found[each.code], left = str(given), left - given
    return found | {each.code: str(left) for each in points[-1:]}


def _player(session: Session, task: Dossier, wanted: Iterable[Role]) -> str:
    """Who of the cast may act in one of these roles on the task.

    Raises:
        Stuck: when nobody may.
    """
    roles = tuple(wanted)
    for part in CAST:
        if set(part.roles) & set(roles) and role_for(people.find(session, part.handle), task, roles):
            return part.handle
    raise Stuck(f"Không có ai trong vai {', '.join(role.vi for role in roles)} cho {task.code}.")


def _decider(session: Session, task: Dossier, roles: Iterable[Role]) -> str:
    """Who of the cast decides: in the first of these roles in which somebody may.

    Raises:
        Stuck: when nobody may.
    """
    wanted = tuple(roles)
    for role in wanted:
        for part in CAST:
            if role in part.roles and role_to_decide(people.find(session, part.handle), task, (role,)):
                return part.handle
    raise Stuck(f"Không có ai trong vai {', '.join(role.vi for role in wanted)} quyết định {task.code}.")


def _hand_in(session: Session, task: Dossier, stage: Stage, entry: Entry, day: date) -> None:
    """Hand in every paper that is missing and that somebody of the cast may hand in now."""
    for paper in progress.papers_missing(stage, entry, task):
        try:
            handle = _player(session, dossiers.load(session, task.code), paper.by)
        except Stuck:
            continue
        lines = (f"{paper.vi} {MARK}", f"Nhiệm vụ {task.code}: {task.title}", f"Ngày {day:%d/%m/%Y}")
        papers.submit(
            session,
            task.code,
            paper.code,
            leaf(lines),
            f"{paper.code}.pdf",
            people.find(session, handle),
            on=day,
        )
