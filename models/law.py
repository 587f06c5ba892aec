"""Every number that a text sets: value, unit, article, confidence, dates in force.

A stage entry keeps the version of the rule under which it was entered, so a later text never rewrites
history. Rules marked [G] or [U] are configuration: shown as "tham khảo", and a province may set its own;
`adopt` makes them known when the house is wired, and `rule` and `scheme` prefer them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

from models.dossier import Grade
from models.language import Confidence, Regime, Rule, Source, Unit

READ, SECONDARY = Confidence.READ, Confidence.SECONDARY
GENERAL, UNCERTAIN = Confidence.GENERAL, Confidence.UNCERTAIN
_DAYS, _WORKING = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS

REGIME_SOURCE = Source("Điều 73 khoản 3 Luật số 93/2025/QH15", SECONDARY)
DECREE_70_LAPSED_ON = date(2025, 10, 14)
"""Decree 267/2025 took effect and Decree 70/2018 ceased [V2]: older tasks need a confirmed legal basis."""

REGIMES: tuple[tuple[date, Regime, str], ...] = (
    (date.min, Regime.R0_PRE2014, "Luật Khoa học và Công nghệ năm 2000"),
    (date(2014, 1, 1), Regime.R1_LAW2013, "Luật số 29/2013/QH13, Nghị định số 08/2014/NĐ-CP"),
    (date(2018, 5, 15), Regime.R2_ND70, "Luật số 15/2017/QH14, Nghị định số 70/2018/NĐ-CP"),
    (date(2025, 2, 19), Regime.R3_NQ193, "Nghị quyết số 193/2025/QH15"),
    (date(2025, 10, 1), Regime.R4_LAW93, "Luật số 93/2025/QH15, Nghị định số 267/2025/NĐ-CP"),
)
"""The first day of each regime, by the date of the decision that approved the host (domain notes 2.1)."""


def regime_of(approved_on: date | None) -> Regime:
    """The regime of a task whose host was approved on that day; UNKNOWN for None, never a guess."""
    if approved_on is None:
        return Regime.UNKNOWN
    return [regime for start, regime, _ in REGIMES if start <= approved_on][-1]


def regime_text(regime: Regime) -> str:
    """The governing texts of a regime, as cited in documents."""
    for _, each, text in REGIMES:
        if each is regime:
            return text
    return "Chưa xác định: chưa biết ngày phê duyệt giao chủ trì"


_TYPICAL = Source("Thông lệ quản lý nhiệm vụ cấp tỉnh", GENERAL)
_CALL_268 = Source("Nghị định số 268/2025/NĐ-CP (nhiệm vụ đổi mới sáng tạo)", SECONDARY)
_ND70 = "Nghị định số 70/2018/NĐ-CP"

RULES: tuple[Rule, ...] = (
    Rule("order_check", "Kiểm tra phiếu đặt hàng", 30, _DAYS, _TYPICAL),
    Rule("identify", "Hội đồng xác định nhiệm vụ và phê duyệt danh mục", 45, _DAYS, _TYPICAL),
    Rule("call_open", "Thời gian thông báo tuyển chọn", 30, _DAYS, _CALL_268),
    Rule("call", "Thông báo và tiếp nhận hồ sơ", 45, _DAYS, _TYPICAL),
    Rule("select", "Xét chọn tổ chức chủ trì", 45, _DAYS, _TYPICAL),
    Rule("approve", "Thẩm định kinh phí và phê duyệt", 20, _DAYS, _CALL_268),
    Rule("contract", "Ký hợp đồng", 30, _DAYS, _CALL_268),
    Rule("periodic_report", "Báo cáo định kỳ", 6, Unit.MONTHS,
         Source("Thông tư số 04/2015/TT-BKHCN", GENERAL)),
    Rule("acceptance_dossier", "Nộp hồ sơ nghiệm thu sau khi kết thúc hợp đồng", 30, _DAYS,
         Source("Thông tư số 33/2014/TT-BKHCN", READ)),
    Rule("accept", "Thành lập và họp hội đồng nghiệm thu", 45, _DAYS,
         Source("Thông tư số 11/2014/TT-BKHCN, Thông tư số 33/2014/TT-BKHCN", READ)),
    Rule("council_form", "Thành lập hội đồng nghiệm thu", 15, _WORKING,
         Source("Thông tư số 11/2014/TT-BKHCN", READ)),
    Rule("council_papers", "Gửi tài liệu trước phiên họp hội đồng", 3, _WORKING,
         Source("Thông tư số 33/2014/TT-BKHCN", READ)),
    Rule("complete", "Hoàn thiện báo cáo theo kết luận của hội đồng", 30, _DAYS, _TYPICAL),
    Rule("registration", "Đăng ký kết quả thực hiện nhiệm vụ", 30, _DAYS,
         Source("Thông tư số 14/2014/TT-BKHCN", READ), valid_from=date(2014, 6, 11)),
    Rule("recognise", "Công nhận kết quả, thanh lý hợp đồng", 30, _DAYS, _TYPICAL),
    Rule("equipment_plan", "Kiểm kê và phương án xử lý tài sản trang bị", 60, _DAYS,
         Source(f"Điều 10 khoản 1 {_ND70}", READ)),
    Rule("asset_report", "Báo cáo tài sản là kết quả", 60, _DAYS, Source(_ND70, READ),
         regimes=(Regime.R2_ND70, Regime.R3_NQ193)),
    Rule("rights_decision", "Quyết định giao quyền", 30, _WORKING,
         Source("Thông tư số 15/2014/TT-BKHCN", READ), regimes=(Regime.R1_LAW2013,)),
    Rule("rights_decision", "Quyết định giao quyền", 30, _DAYS, Source(_ND70, READ),
         regimes=(Regime.R2_ND70, Regime.R3_NQ193)),
    Rule("handover", "Bàn giao kết quả sau quyết định giao quyền", 7, _DAYS, Source(f"Điều 7 {_ND70}", READ)),
    Rule("ip_invention", "Nộp đơn sáng chế kể từ ngày công bố", 12, Unit.MONTHS,
         Source("Điều 60 khoản 3 Luật Sở hữu trí tuệ", SECONDARY)),
    Rule("ip_design", "Nộp đơn kiểu dáng kể từ ngày công bố", 6, Unit.MONTHS,
         Source("Điều 65 khoản 4 Luật Sở hữu trí tuệ", SECONDARY), valid_from=date(2026, 4, 1)),
    Rule("match", "Tìm đơn vị tiếp nhận", 90, _DAYS, _TYPICAL),
    Rule("value", "Định giá kết quả", 60, _DAYS, _TYPICAL),
    Rule("transfer", "Ký hợp đồng chuyển giao", 60, _DAYS, _TYPICAL),
    Rule("transfer_registration", "Đăng ký hợp đồng chuyển giao công nghệ", 90, _DAYS,
         Source("Điều 31 Luật Chuyển giao công nghệ 2017", GENERAL)),
    Rule("share", "Phân chia lợi ích", 30, _DAYS, _TYPICAL),
    Rule("replicate", "Phê duyệt nhiệm vụ nhân rộng", 365, _DAYS, _TYPICAL),
    Rule("follow_up", "Báo cáo ứng dụng hằng năm", 365, _DAYS,
         Source("Thông tư số 14/2014/TT-BKHCN", UNCERTAIN)),
    Rule("archive", "Nộp hồ sơ vào lưu trữ hiện hành", 60, _DAYS,
         Source("Thông tư số 05/2025/TT-BNV", SECONDARY)),
    Rule("funding_after", "Bố trí kinh phí ứng dụng, nhân rộng", 60, _DAYS, _TYPICAL),
    Rule("handed_not_used", "Đưa kết quả đã bàn giao vào sử dụng", 365, _DAYS, _TYPICAL),
    Rule("orderer_receives", "Cơ quan đặt hàng tiếp nhận kết quả", 60, _DAYS, _TYPICAL),
    Rule("equipment_free_share", "Phần vốn Nhà nước được giao không bồi hoàn", Fraction(30, 100),
         Unit.FRACTION, Source(_ND70, READ), regimes=(Regime.R2_ND70,)),
    Rule("author_floor", "Phần tối thiểu của tác giả", Fraction(30, 100), Unit.FRACTION,
         Source("Nghị định số 08/2014/NĐ-CP", READ), regimes=(Regime.R1_LAW2013,)),
    Rule("author_floor", "Phần tối thiểu của tác giả", Fraction(30, 100), Unit.FRACTION,
         Source("Điều 28 khoản 3 Luật số 93/2025/QH15", SECONDARY), regimes=(Regime.R4_LAW93,)),
    Rule("author_floor", "Phần tối thiểu của tác giả", Fraction(30, 100), Unit.FRACTION,
         Source("Điều 17 Nghị định số 76/2018/NĐ-CP", UNCERTAIN), regimes=(Regime.R2_ND70,)),
    Rule("broker_cap", "Phần tối đa của tổ chức trung gian, môi giới", Fraction(10, 100), Unit.FRACTION,
         Source("Nghị định số 08/2014/NĐ-CP", READ), regimes=(Regime.R1_LAW2013,)),
    Rule("broker_default", "Phần của tổ chức trung gian khi không có thỏa thuận khác", Fraction(10, 100),
         Unit.FRACTION, Source("Điều 34 khoản 2 Nghị định số 267/2025/NĐ-CP", SECONDARY),
         valid_from=DECREE_70_LAPSED_ON, regimes=(Regime.R4_LAW93,)),
    Rule("state_owner_cap", "Phần tối đa của đại diện chủ sở hữu nhà nước khi giao quyền sử dụng",
         Fraction(10, 100), Unit.FRACTION, Source("Nghị định số 08/2014/NĐ-CP", READ),
         regimes=(Regime.R1_LAW2013,)),
    Rule("reinvestment", "Phần còn lại dành cho nghiên cứu và phát triển", Fraction(50, 100), Unit.FRACTION,
         Source("Nghị định số 08/2014/NĐ-CP", READ), regimes=(Regime.R1_LAW2013,)),
    Rule("author_capital_floor", "Phần tối thiểu của tác giả theo giá trị kết quả góp vốn", Fraction(30, 100),
         Unit.FRACTION, Source("Điều 28 khoản 3 Luật số 93/2025/QH15", SECONDARY),
         regimes=(Regime.R4_LAW93,)),
    Rule("remuneration_use", "Thù lao tác giả khi chủ sở hữu tự sử dụng (trên lợi nhuận trước thuế)",
         Fraction(10, 100), Unit.FRACTION, Source("Điều 135 khoản 1 Luật Sở hữu trí tuệ", SECONDARY)),
    Rule("remuneration_licence", "Thù lao tác giả trên mỗi lần nhận tiền chuyển quyền sử dụng",
         Fraction(15, 100), Unit.FRACTION, Source("Điều 135 khoản 1 Luật Sở hữu trí tuệ", SECONDARY)),
    Rule("ip_alert", "Cảnh báo sắp mất tính mới kể từ ngày công bố", 6, Unit.MONTHS, _TYPICAL),
    Rule("ip_alert_second", "Cảnh báo lần hai sắp mất tính mới", 9, Unit.MONTHS, _TYPICAL),
    Rule("ip_alert_last", "Cảnh báo cuối sắp mất tính mới", 11, Unit.MONTHS, _TYPICAL),
    Rule("ip_pending", "Chờ cấp văn bằng bảo hộ", 18, Unit.MONTHS, _TYPICAL),
    Rule("price_dispute", "Thống nhất giá và ký hợp đồng sau khi có đề nghị", 90, _DAYS, _TYPICAL),
    Rule("remedy", "Thực hiện biện pháp đã chọn", 30, _DAYS, _TYPICAL),
    Rule("supplement", "Bổ sung hồ sơ theo yêu cầu", 30, _DAYS, _TYPICAL),
    Rule("escalate_head", "Chuyển lên trưởng phòng khi quá hạn", 7, _DAYS, _TYPICAL),
    Rule("escalate_director", "Chuyển lên giám đốc Sở khi quá hạn", 30, _DAYS, _TYPICAL),
    Rule("escalate_ppc", "Báo cáo Ủy ban nhân dân tỉnh khi quá hạn", 60, _DAYS, _TYPICAL),
    Rule("memorandum", "Ký hợp đồng sau biên bản ghi nhớ", 120, _DAYS, _TYPICAL),
    Rule("low_trl", "Mức sẵn sàng công nghệ còn phải hoàn thiện (thang 1-9)", 6, Unit.SCORE,
         Source("Thang 1-9 theo ISO 16290", UNCERTAIN)),
    Rule("follow_up_years", "Số năm báo cáo ứng dụng", 5, Unit.YEARS,
         Source("Thông tư số 14/2014/TT-BKHCN", UNCERTAIN)),
)  # fmt: skip


def by_code(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The rules by their name, of each name the latest first."""
    named: defaultdict[str, list[Rule]] = defaultdict(list)
    for each in rules:
        named[each.code].append(each)
    return {
        code: tuple(sorted(each, key=lambda rule: rule.valid_from, reverse=True))
        for code, each in named.items()
    }


BY_CODE: Mapping[str, tuple[Rule, ...]] = by_code(RULES)
"""The rules that hold everywhere, by name."""


def rule(code: str, day: date, regime: Regime | None = None, province: str = "") -> Rule | None:
    """The rule of that code in force on `day` for `regime`, the province's own before the common one.

    `day` is the day on which the period begins: a rule that comes later does not touch what runs already. The
    province may bear its name of the time; whoever answers for it on `day` has set its own.

    None when no text sets one.

    Raises:
        KeyError: when no rule of that name was ever written, so that a misspelt code is not passed over.
    """
    return _House.rule(code, day, regime, province)


def _rule(code: str, day: date, regime: Regime | None, province: str) -> Rule | None:
    common, local = BY_CODE[code], adopted()
    rules = (*local.rules_of(code, day, province), *common) if local.rules else common
    for each in rules:
        if each.in_force(day, regime):
            return each
    return None


def rules_in_force(day: date, province: str = "") -> tuple[Rule, ...]:
    """Every rule that holds on that day; with a province, its own where it has set one."""
    found = (rule(code, day, regime, province) for code in BY_CODE for regime in Regime)
    return tuple(dict.fromkeys(each for each in found if each is not None))


class BallotKind(StrEnum):
    """What a council member writes on the ballot."""

    AGREE = "agree"
    """Agree or not (secret ballot)."""
    SCORE = "score"
    """A score out of 100."""
    GRADE = "grade"
    """Xuất sắc / Đạt / Không đạt."""


@dataclass(frozen=True)
class CouncilScheme:
    """How a council sits and how its ballots become a verdict (domain notes 1.3).

    `quorum` is the share of members who must be present; `threshold` is the share that must agree
    (AGREE), or the lowest mean score out of 100 (SCORE). For GRADE, `excellent_share` of those present
    make it excellent when nobody fails it, and more than `fail_share` failing it fail it. A SCORE scheme may
    turn the mean into a grade: `grades` are the lowest means, best first; `lateness` is the best grade still
    open to a dossier that came more than so many days late. `statutory` are the figures that were read in a
    text: no province sets them otherwise. A ballot is `divergent` when its score lies so many points from the
    mean; `counts_written` says whether what an absent member sent counts as a ballot, or is only read out.
    The dates in force and the province are those of a province's own.
    """

    code: str
    vi: str
    ballot: BallotKind
    source: Source
    members: tuple[int, int] = (5, 9)
    quorum: Fraction = Fraction(2, 3)
    chair_present: bool = True
    secretary_present: bool = False
    reviewers_present: int = 1
    threshold: Fraction = Fraction(3, 4)
    excellent_share: Fraction = Fraction(3, 4)
    fail_share: Fraction = Fraction(1, 3)
    grades: tuple[tuple[Fraction, Grade], ...] = ()
    lateness: tuple[tuple[int, Grade], ...] = ()
    divergence: Fraction = Fraction(20)
    counts_written: bool = False
    statutory: frozenset[str] = frozenset()
    valid_from: date = date.min
    valid_to: date | None = None
    province: str = ""

    def in_force(self, day: date) -> bool:
        """Whether councils formed on that day vote by it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


_MEMBERS = frozenset({"members"})

SCHEMES: dict[str, CouncilScheme] = {
    scheme.code: scheme
    for scheme in (
        CouncilScheme(
            "identification",
            "Hội đồng tư vấn xác định nhiệm vụ",
            BallotKind.AGREE,
            Source("Thông tư số 33/2014/TT-BKHCN; ngưỡng 3/4 thành viên có mặt", GENERAL),
            reviewers_present=0,
        ),
        CouncilScheme(
            "selection",
            "Hội đồng tư vấn tuyển chọn, giao trực tiếp",
            BallotKind.SCORE,
            Source("Thông tư số 08/2017/TT-BKHCN; ngưỡng 70/100 điểm", GENERAL),
            members=(7, 9),
            threshold=Fraction(70),
            statutory=_MEMBERS,
        ),
        CouncilScheme(
            "acceptance",
            "Hội đồng tư vấn đánh giá, nghiệm thu",
            BallotKind.GRADE,
            Source("Thông tư số 11/2014/TT-BKHCN; xếp loại của hội đồng", GENERAL),
            secretary_present=True,
        ),
        CouncilScheme(
            "acceptance-national",
            "Hội đồng tư vấn đánh giá, nghiệm thu cấp quốc gia",
            BallotKind.GRADE,
            Source("Thông tư số 11/2014/TT-BKHCN (9 thành viên); số có mặt tối thiểu, xếp loại", GENERAL),
            members=(9, 9),
            secretary_present=True,
            reviewers_present=2,
            statutory=_MEMBERS,
        ),
        CouncilScheme(
            "acceptance-ministry",
            "Hội đồng tư vấn đánh giá, nghiệm thu cấp bộ",
            BallotKind.GRADE,
            Source("Thông tư số 33/2014/TT-BKHCN (7 thành viên); số có mặt tối thiểu, xếp loại", GENERAL),
            members=(7, 7),
            secretary_present=True,
            statutory=_MEMBERS,
        ),
        CouncilScheme(
            "acceptance-four-grades",
            "Hội đồng tư vấn đánh giá, nghiệm thu theo bốn mức",
            BallotKind.SCORE,
            Source("Thông tư số 26/2018/TT-BTNMT (bốn mức); mức hạ khi nộp muộn", GENERAL),
            secretary_present=True,
            threshold=Fraction(50),
            statutory=frozenset({"threshold"}),
            grades=(
                (Fraction(85), Grade.EXCELLENT),
                (Fraction(70), Grade.GOOD),
                (Fraction(50), Grade.PASS),
            ),
            lateness=((30, Grade.GOOD), (90, Grade.PASS), (180, Grade.FAIL)),
        ),
    )
}


def scheme(code: str, day: date, province: str = "") -> CouncilScheme:
    """The scheme by which a council formed on `day` votes, the province's own before the common one.

    Raises:
        KeyError: when there is no scheme of that name.
    """
    common = SCHEMES[code]
    own = adopted().schemes_of(code, day, province)
    return next((each for each in own if each.in_force(day)), common)


def schemes_in_force(day: date, province: str = "") -> tuple[CouncilScheme, ...]:
    """Every scheme by which a council formed on that day votes."""
    return tuple(scheme(code, day, province) for code in SCHEMES)


def _itself(province: str, _: date) -> str:
    return province


@dataclass(frozen=True)
class Local:
    """What provinces have set of their own, where no text that was read sets it.

    `answers` says which province answers, on a day, for a province by its name of the time.
    """

    rules: tuple[Rule, ...] = ()
    schemes: tuple[CouncilScheme, ...] = ()
    answers: Callable[[str, date], str] = _itself

    @cached_property
    def _rules(self) -> dict[str, tuple[Rule, ...]]:
        return by_code(self.rules)

    def on(self, day: date) -> Local:
        """What of it holds on that day, for whatever regime."""
        return replace(
            self,
            rules=tuple(each for each in self.rules if replace(each, regimes=()).in_force(day)),
            schemes=tuple(each for each in self.schemes if each.in_force(day)),
        )

    def rules_of(self, code: str, day: date, province: str) -> tuple[Rule, ...]:
        """The rules of that name that the province which answers on that day has set, the latest first."""
        own = self._rules.get(code, ()) if province else ()
        return own and tuple(each for each in own if each.province == self.answers(province, day))

    def schemes_of(self, code: str, day: date, province: str) -> tuple[CouncilScheme, ...]:
        """The schemes of that name that the province which answers on that day has set."""
        own = tuple(each for each in self.schemes if each.code == code) if province else ()
        return own and tuple(each for each in own if each.province == self.answers(province, day))


_remembered = lru_cache(maxsize=65_536)
"""A scan asks for a few thousand rules a million times."""


class _House:
    """What was adopted when the house was wired; until then, nothing."""

    local = Local()
    rule = _remembered(_rule)


def adopt(local: Local) -> None:
    """From now on prefer what these provinces have set of their own."""
    _House.local = local
    # Anew, and last: what somebody just finds by the old rules is remembered where nobody asks again.
    _House.rule = _remembered(_rule)


def adopted() -> Local:
    """What provinces have set of their own, as far as it was adopted."""
    return _House.local
