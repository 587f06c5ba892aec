"""Rules that a province sets of its own, where no text that was read sets them: one YAML file, read strictly.

A file that is wrong anywhere is refused whole, with every reason and its line: a department must not work
for a year with half of its own decision. The shape stands in docs/operators.md, its reasons in
docs/decisions/0007-provincial-rules.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Final, TypeVar

from yaml.nodes import Node, SequenceNode

from actions.yaml_page import Page, is_nothing, words
from models import law, provinces
from models.language import Confidence, Regime, Rule, Source, Unit
from models.law import BallotKind, CouncilScheme

_Set = TypeVar("_Set", Rule, CouncilScheme)

_SHARED: Final = {
    "province": "tên tỉnh, thành phố",
    "source": "trích dẫn văn bản của tỉnh",
    "valid_from": "ngày bắt đầu áp dụng",
}
_RULE: Final = {**_SHARED, "rule": "mã quy tắc", "value": "giá trị", "unit": "đơn vị"}
_SCHEME: Final = {**_SHARED, "scheme": "mã cách họp của hội đồng"}
_FIGURES: Final = ("members", "quorum", "threshold", "excellent_share", "fail_share", "divergence")
_COUNTS_WRITTEN: Final = "counts_written"
"""Whether what an absent member sent counts as a ballot: `true` or `false`."""

_MOST: Final = {
    Unit.CALENDAR_DAYS: 3650,
    Unit.WORKING_DAYS: 2500,
    Unit.MONTHS: 120,
    Unit.YEARS: 50,
    Unit.SCORE: 9,
    Unit.PEOPLE: 99,
}
"""The most that is no slip of the pen. The one score is a level of readiness, on a scale of nine."""

_HIGHEST_SCORE: Final = 100

_MUST_GROW: Final = (
    ("ip_alert", "ip_alert_second", "ip_alert_last", "ip_invention"),
    ("escalate_head", "escalate_director", "escalate_ppc"),
)
"""Rules that follow each other: a later one that comes sooner would never be reached, or pass one over."""

_DAY: Final = re.compile("(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})")
_ISO_DAY: Final = re.compile("(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_WHOLE: Final = re.compile("[0-9]{1,9}")
_DECIMAL: Final = re.compile("[0-9]{1,3}([.,][0-9]{1,6})?")
_PERCENT: Final = re.compile("(?P<number>[0-9]{1,3}([.,][0-9]{1,6})?)%")
_RATIO: Final = re.compile("(?P<top>[0-9]{1,6})/(?P<bottom>[1-9][0-9]{0,5})")


def read(path: Path) -> law.Local:
    """What the file sets for provinces.

    Raises:
        BadInput: with every reason why the file is refused, each with file and line.
    """
    page = Page(path)
    root = page.root()
    given = page.fields(root, {}, ("rules", "schemes", "versions")) if root is not None else {}
    rules = list(_read_all(page, given.get("rules"), _rule))
    schemes = list(_read_all(page, given.get("schemes"), _scheme))
    _refuse_overlaps(page, rules)
    _refuse_overlaps(page, schemes)
    local = law.Local(
        tuple(each for _, each in rules), tuple(each for _, each in schemes), answers=who_answers
    )
    _refuse_disorder(page, rules, local)
    page.judge()
    return local


def who_answers(province: str, on: date) -> str:
    """Who answers for the province on that day; a name that is no province's answers for itself."""
    return provinces.successor(province, on) if provinces.find(province) else province


def _read_all(
    page: Page, node: Node | None, one: Callable[[Page, Node], _Set | None]
) -> Iterator[tuple[Node, _Set]]:
    if node is None or is_nothing(node):
        return
    for each in page.items(node):
        found = one(page, each)
        if found is not None:
            yield each, found


# One entry: a rule, or a council's figures.


def _rule(page: Page, node: Node) -> Rule | None:
    given = page.fields(node, _RULE, ("valid_to", "regimes"))
    shared = _shared(page, given)
    code = _known(page, given.get("rule"), law.BY_CODE, "quy tắc")
    if code is None:
        return None
    asked = _regimes(page, given.get("regimes"))
    replaced = _replaced(page, given["rule"], law.BY_CODE[code], asked) if asked is not None else ()
    value = _value(page, given, law.BY_CODE[code][0])
    if shared is None or value is None or not replaced:
        return None
    province, source, valid_from, valid_to = shared
    reach = asked or tuple(dict.fromkeys(regime for each in replaced for regime in each.regimes))
    name, unit = replaced[0].name_vi, replaced[0].unit
    return Rule(code, name, value, unit, source, valid_from, valid_to, reach, province)


def _scheme(page: Page, node: Node) -> CouncilScheme | None:
    given = page.fields(node, _SCHEME, ("valid_to", *_FIGURES, _COUNTS_WRITTEN))
    shared = _shared(page, given)
    code = _known(page, given.get("scheme"), law.SCHEMES, "cách họp của hội đồng")
    if code is None:
        return None
    common, before = law.SCHEMES[code], len(page.wrong)
    asked = {name: given[name] for name in _FIGURES if name in given}
    if not asked and _COUNTS_WRITTEN not in given:
        page.refuse(node, f"không đặt con số nào; hãy ghi ít nhất một trong {', '.join(_FIGURES)}.")
    for name, where in asked.items():
        _refuse_figure(page, where, name, common)
    members = _members(page, asked["members"], common) if "members" in asked else common.members
    by_score = common.ballot is BallotKind.SCORE
    parts = {
        name: (_score if by_score and name in {"threshold", "divergence"} else _part)(page, where)
        for name, where in asked.items()
        if name != "members"
    }
    counts_written = _truth(page, given.get(_COUNTS_WRITTEN), otherwise=common.counts_written)
    if shared is None or members is None or len(page.wrong) > before:
        return None
    province, source, valid_from, valid_to = shared
    figures = {name: part for name, part in parts.items() if part is not None}
    return replace(
        common,
        members=members,
        counts_written=counts_written,
        source=source,
        valid_from=valid_from,
        valid_to=valid_to,
        province=province,
        **figures,  # type: ignore[arg-type]  # the names are the scheme's shares
    )


def _refuse_figure(page: Page, where: Node, name: str, common: CouncilScheme) -> None:
    """Note a figure that a text sets, or of which this kind of ballot knows nothing."""
    by_grade = common.ballot is BallotKind.GRADE
    if name in common.statutory:
        page.refuse(
            where,
            f"«{name}» của «{common.code}» do văn bản quy định ({common.source.citation}): không đặt khác.",
        )
    elif (
        (name == "threshold" and by_grade)
        or (name.endswith("_share") and not by_grade)
        or (name == "divergence" and common.ballot is not BallotKind.SCORE)
    ):
        page.refuse(where, f"«{common.code}» bỏ phiếu theo cách khác, không dùng «{name}».")


# The values of an entry.


def _shared(page: Page, given: Mapping[str, Node]) -> tuple[str, Source, date, date | None] | None:
    """Province, source and dates in force, which each entry has."""
    found = {name: given[name] for name in _SHARED if name in given}
    first = day_of(page, found["valid_from"]) if "valid_from" in found else None
    last = day_of(page, given["valid_to"]) if "valid_to" in given else None
    province = province_of(page, found["province"], first) if "province" in found else None
    citation = words(found["source"]) if "source" in found else None
    if citation is not None and not any(each.isalpha() for each in citation):
        page.refuse(found["source"], "«source» phải nêu văn bản của tỉnh (tên, số, ngày).")
        citation = None
    if first is not None and last is not None and last < first:
        page.refuse(given["valid_to"], f"ngày hết hiệu lực {last:%d/%m/%Y} đến trước ngày bắt đầu.")
        return None
    if province is None or not citation or first is None or ("valid_to" in given and last is None):
        return None
    return province, Source(citation, Confidence.GENERAL), first, last


def _known(page: Page, node: Node | None, names: Collection[str], what: str) -> str | None:
    if node is None:
        return None
    code = words(node)
    if code in names:
        return code
    near = difflib.get_close_matches(code, names, n=1)
    hint = f"có phải «{near[0]}» không?" if near else "xem mã bằng lệnh ./triplehelix rules."
    page.refuse(node, f"không có {what} nào mang mã «{code}»; {hint}")
    return None


def province_of(page: Page, node: Node, first: date | None) -> str | None:
    """The province by its full name, one that stands on the first day; None, and noted, when it is none."""
    found = provinces.find(words(node)) if words(node) else None
    if found is None:
        page.refuse(node, f"không có tỉnh nào tên «{words(node)}»; hãy ghi tên đầy đủ.")
        return None
    if found.joined and found.since and first is not None and first >= found.since:
        page.refuse(
            node,
            f"{found.name} đã nhập vào {found.joined} từ ngày {found.since:%d/%m/%Y}: ghi {found.joined}.",
        )
        return None
    return found.name


def day_of(page: Page, node: Node) -> date | None:
    """The day that is written there; None when it is none, which is noted."""
    written = _DAY.fullmatch(words(node)) or _ISO_DAY.fullmatch(words(node))
    if written is None:
        page.refuse(
            node, f"«{words(node)}» không phải là ngày; hãy ghi theo dạng 05/02/2027 hoặc 2027-02-05."
        )
        return None
    try:
        return date(int(written["y"]), int(written["m"]), int(written["d"]))
    except ValueError:
        page.refuse(node, f"ngày «{words(node)}» không có trong lịch.")
        return None


def _regimes(page: Page, node: Node | None) -> tuple[Regime, ...] | None:
    """The regimes named; none named is all. None when one of them is wrong."""
    if node is None:
        return ()
    known = {each.value: each for each in Regime if each is not Regime.UNKNOWN}
    named = page.items(node)
    wrong = [each for each in named if words(each) not in known]
    for each in wrong:
        page.refuse(each, f"không có chế độ «{words(each)}»; các chế độ là {', '.join(known)}.")
    if isinstance(node, SequenceNode) and not named:
        page.refuse(node, "danh sách «regimes» trống; bỏ dòng này nếu áp dụng cho mọi chế độ.")
    return None if wrong or not named else tuple(dict.fromkeys(known[words(each)] for each in named))


def _replaced(
    page: Page, node: Node, common: tuple[Rule, ...], asked: tuple[Regime, ...]
) -> tuple[Rule, ...]:
    """The common rules that the entry stands in for; none when a text that was read sets one of them."""
    code = common[0].code
    concerned = tuple(
        each for each in common if not asked or not each.regimes or set(each.regimes) & set(asked)
    )
    reached = {regime for each in concerned for regime in each.regimes or Regime}
    beyond = [regime.value for regime in asked if regime not in reached]
    if beyond:
        page.refuse(node, f"không có quy tắc «{code}» cho chế độ {', '.join(beyond)} để đặt khác.")
    statutory = [each for each in concerned if not each.source.confidence.is_reference_only]
    for each in statutory:
        where = f" cho chế độ {', '.join(each.regimes)}" if each.regimes else ""
        page.refuse(
            node, f"«{code}»{where} do văn bản quy định ({each.source.citation}): tỉnh không được đặt khác."
        )
    return () if beyond or statutory else concerned


def _value(page: Page, given: Mapping[str, Node], common: Rule) -> Fraction | int | None:
    """The value, when it is of the rule's unit and kind."""
    unit, node = given.get("unit"), given.get("value")
    if unit is not None and words(unit) != common.unit.value:
        page.refuse(unit, f"đơn vị của «{common.code}» là «{common.unit.value}», không phải «{words(unit)}».")
    if node is None:
        return None
    if common.unit is Unit.FRACTION:
        return _part(page, node)
    most = _MOST[common.unit]
    if _WHOLE.fullmatch(words(node)) and 0 < int(words(node)) <= most:
        return int(words(node))
    wanted = f"phải là số {common.unit.value} nguyên, từ 1 đến {most}"
    page.refuse(node, f"«{words(node)}»: giá trị của «{common.code}» {wanted}.")
    return None


def _part(page: Page, node: Node) -> Fraction | None:
    """A part of the whole, as 3/4, 0.75, 0,75 or 75%."""
    text, part = words(node), Fraction(0)
    if ratio := _RATIO.fullmatch(text):
        part = Fraction(int(ratio["top"]), int(ratio["bottom"]))
    elif percent := _PERCENT.fullmatch(text):
        part = Fraction(percent["number"].replace(",", ".")) / 100
    elif _DECIMAL.fullmatch(text):
        part = Fraction(text.replace(",", "."))
    if 0 < part <= 1:
        return part
    page.refuse(node, f"«{text}» phải là một phần của tổng: lớn hơn 0 và không quá 1 (ví dụ 3/4).")
    return None


def _truth(page: Page, node: Node | None, *, otherwise: bool) -> bool:
    """Yes or no, written true or false; what holds otherwise, where nothing is said."""
    if node is None:
        return otherwise
    if words(node) not in {"true", "false"}:
        page.refuse(node, f"«{words(node)}» phải là true (có) hoặc false (không).")
    return words(node) == "true"


def _score(page: Page, node: Node) -> Fraction | None:
    """A mean score out of 100."""
    text = words(node)
    score = Fraction(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else Fraction(0)
    if 0 < score <= _HIGHEST_SCORE:
        return score
    page.refuse(node, f"«{text}» phải là số điểm, lớn hơn 0 và không quá {_HIGHEST_SCORE}.")
    return None


def _members(page: Page, node: Node, common: CouncilScheme) -> tuple[int, int] | None:
    """The least and the greatest number of members; the seats that the scheme asks for must fit in."""
    seats = 1 + common.secretary_present + common.reviewers_present
    match [int(words(each)) if _WHOLE.fullmatch(words(each)) else 0 for each in page.items(node)]:
        case [least, most] if seats <= least <= most <= _MOST[Unit.PEOPLE]:
            return least, most
    page.refuse(node, f"«members» phải là [ít nhất, nhiều nhất], từ {seats} người trở lên, ví dụ [7, 9].")
    return None


# What no entry shows by itself.


def _refuse_overlaps(page: Page, entries: list[tuple[Node, _Set]]) -> None:
    for (early, one), (late, other) in combinations(entries, 2):
        if (one.code, one.province) == (other.code, other.province) and _meet(one, other):
            page.refuse(
                late,
                f"thời gian áp dụng của «{other.code}» ({other.province}) trùng với mục ở dòng "
                f"{early.start_mark.line + 1}; hãy ghi «valid_to» cho mục cũ.",
            )


def _meet(one: Rule | CouncilScheme, other: Rule | CouncilScheme) -> bool:
    """Whether both would hold on some day for some regime."""
    if isinstance(one, Rule) and isinstance(other, Rule) and not _reach(one) & _reach(other):
        return False
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)


def _reach(rule: Rule) -> set[Regime]:
    return set(rule.regimes or Regime)


def _refuse_disorder(page: Page, entries: list[tuple[Node, Rule]], local: law.Local) -> None:
    """Note rules that follow each other and would no longer do so once an entry begins, or has ended."""
    for node, entry in entries:
        after = [entry.valid_to + timedelta(days=1)] if entry.valid_to and entry.valid_to < date.max else []
        steps = next((each for each in _MUST_GROW if entry.code in each), ())
        for day, regime in product((entry.valid_from, *after), _reach(entry)):
            values = [_in_force(local, code, day, regime, entry.province) for code in steps]
            if any(one >= other for one, other in pairwise(values)):
                told = ", ".join(f"{code} {value}" for code, value in zip(steps, values, strict=True))
                page.refuse(node, f"các mốc nối tiếp nhau phải tăng dần; ngày {day:%d/%m/%Y} là {told}.")


def _in_force(local: law.Local, code: str, day: date, regime: Regime, province: str) -> Fraction:
    rules = (*local.rules_of(code, day, province), *law.BY_CODE[code])
    return next(Fraction(each.value) for each in rules if each.in_force(day, regime))
