"""What a province may set of its own: which file is taken, which is refused and where, and when it holds."""

import json
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from actions import provincial_rules, wiring
from console.commands import app
from models import closet, law, progress
from models.dossier import Ballot, CouncilSitting, Position, Seat
from models.errors import BadInput
from models.language import Confidence, Regime, Unit
from models.lifecycle import STAGES
from tests.actions.houses import ON
from tests.builders import dossier, entry, recognised

R2, R4 = Regime.R2_ND70, Regime.R4_LAW93
FROM = date(2027, 1, 1)
DECISION = "Quyết định số 12/2026/QĐ-UBND của Ủy ban nhân dân tỉnh"

MATCH = {
    "province": "Đồng Nai",
    "rule": "match",
    "value": "60",
    "unit": "ngày",
    "source": DECISION,
    "valid_from": "01/01/2027",
}
FLOOR = {**MATCH, "rule": "author_floor", "regimes": "[R2]", "value": "7/20", "unit": "phần"}
NFD = unicodedata.normalize("NFD", "Đồng Nai")
SELECTION = {
    "province": "Đồng Nai",
    "scheme": "selection",
    "threshold": "75",
    "source": DECISION,
    "valid_from": "01/01/2027",
}


def entry_of(fields):
    return "".join(
        f"{'  - ' if first else '    '}{key}: {value}\n"
        for first, (key, value) in zip((True, *[False] * len(fields)), fields.items(), strict=False)
    )


def text_of(*rules, schemes=()):
    """The file as a department would write it; the first entry begins on line 2."""
    told = "rules:\n" + "".join(map(entry_of, rules)) if rules else ""
    return told + ("schemes:\n" + "".join(map(entry_of, schemes)) if schemes else "")


@pytest.fixture
def file(tmp_path):
    def write(*rules, schemes=(), text=None, data=None) -> Path:
        path = tmp_path / "quy-tac.yaml"
        path.write_bytes((text or text_of(*rules, schemes=schemes)).encode() if data is None else data)
        return path

    return write


@pytest.fixture
def reasons(file):
    """Why a file is refused: (line, sentence) for each reason."""

    def told(*rules, **how):
        path = file(*rules, **how)
        with pytest.raises(BadInput) as refused:
            provincial_rules.read(path)
        found = []
        for reason in refused.value.reasons:
            where, _, sentence = reason.partition(": ")
            name, _, line = where.partition(", dòng ")
            assert name == str(path)
            assert sentence.endswith((".", "?"))
            found.append((int(line), sentence))
        return found

    return told


@pytest.fixture
def adopted(file):
    """Adopt a file as the house does, for this test."""

    def adopt(*rules, **how):
        law.adopt(provincial_rules.read(file(*rules, **how)))

    yield adopt
    law.adopt(law.Local())


# What is taken.


def test_a_provinces_rule_holds_there_from_its_day_and_nowhere_else(adopted):
    adopted(MATCH)
    own = law.rule("match", FROM, R4, "Đồng Nai")
    assert (own.value, own.unit, own.province) == (60, Unit.CALENDAR_DAYS, "Đồng Nai")
    assert law.rule("match", date(2026, 12, 31), R4, "Đồng Nai").value == 90
    assert law.rule("match", FROM, R4, "Lâm Đồng").value == 90
    assert law.rule("match", FROM, R4).value == 90


def test_a_provinces_rule_is_shown_for_reference_with_its_own_citation_and_named_in_its_version(adopted):
    adopted(MATCH)
    own = law.rule("match", FROM, R4, "Đồng Nai")
    assert str(own.source) == f"{DECISION} (tham khảo)"
    assert own.source.confidence is Confidence.GENERAL
    assert own.version == "match@2027-01-01/Đồng Nai"
    assert law.rule("match", FROM, R4).version == "match@origin"


def test_a_rule_ends_on_its_last_day_and_the_next_follows(adopted):
    adopted(
        {**MATCH, "valid_to": "31/12/2027"}, {**MATCH, "valid_from": "01/01/2028", "value": "45"}
    )  # fmt: skip
    values = [
        law.rule("match", day, R4, "Đồng Nai").value
        for day in (date(2026, 12, 31), FROM, date(2027, 12, 31), date(2028, 1, 1))
    ]
    assert values == [90, 60, 60, 45]


def test_a_rule_for_one_regime_leaves_the_others_to_the_text(adopted):
    adopted(FLOOR)
    assert law.rule("author_floor", FROM, R2, "Đồng Nai").value == Fraction(35, 100)
    assert law.rule("author_floor", FROM, R4, "Đồng Nai").value == Fraction(30, 100)


@pytest.mark.parametrize("written", ["7/20", "0.35", '"0,35"', "35%", "0.350"])
def test_a_part_may_be_written_in_four_ways(file, written):
    [rule] = provincial_rules.read(file({**FLOOR, "value": written})).rules
    assert rule.value == Fraction(7, 20)


@pytest.mark.parametrize("written", ["2027-01-01", "01/01/2027", '"01/01/2027"'])
@pytest.mark.parametrize("province", ["Đồng Nai", "đồng nai", "tỉnh Đồng Nai", NFD])
def test_days_and_provinces_are_known_by_their_usual_spellings(file, written, province):
    [rule] = provincial_rules.read(file({**MATCH, "province": province, "valid_from": written})).rules
    assert (rule.valid_from, rule.province) == (FROM, "Đồng Nai")


@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"rules:\n", b"rules: []\nschemes: []\n", b"{}"])
def test_a_file_may_set_nothing(file, data):
    local = provincial_rules.read(file(data=data))
    assert (local.rules, local.schemes) == ((), ())


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(file):
    data = b"\xef\xbb\xbf" + text_of(MATCH).replace("\n", "\r\n").encode()
    assert len(provincial_rules.read(file(data=data)).rules) == 1


@pytest.mark.parametrize(
    ("day", "value"), [(date(2025, 6, 30), 90), (date(2025, 7, 1), 60), (date(2026, 3, 2), 60)]
)
def test_a_province_that_joined_another_follows_its_rules_from_the_day_it_joined(adopted, day, value):
    adopted({**MATCH, "valid_from": "01/01/2024"})
    assert law.rule("match", day, R2, "Bình Phước").value == value


def test_what_a_province_set_before_it_joined_another_ends_with_it(adopted):
    adopted({**MATCH, "province": "Bình Phước", "valid_from": "01/01/2024"})
    assert law.rule("match", date(2025, 6, 30), R2, "Bình Phước").value == 60
    assert law.rule("match", date(2025, 7, 1), R2, "Bình Phước").value == 90
    assert law.rule("match", date(2025, 7, 1), R2, "Đồng Nai").value == 90


# What is refused, with its line.


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ({"province": "Đồng Nay"}, 2, "không có tỉnh nào"),
        ({"province": "[Đồng Nai]"}, 2, "không có tỉnh nào"),
        ({"province": "Bình Phước"}, 2, "đã nhập vào Đồng Nai từ ngày 01/07/2025"),
        ({"rule": "matc"}, 3, "có phải «match»"),
        ({"rule": "registration"}, 3, "do văn bản quy định (Thông tư số 14/2014/TT-BKHCN)"),
        ({"rule": "handover"}, 3, "do văn bản quy định"),
        ({"value": "0"}, 4, "từ 1 đến 3650"),
        ({"value": "-5"}, 4, "số ngày nguyên"),
        ({"value": "1.5"}, 4, "số ngày nguyên"),
        ({"value": "1/2"}, 4, "số ngày nguyên"),
        ({"value": "sáu mươi"}, 4, "số ngày nguyên"),
        ({"value": "true"}, 4, "số ngày nguyên"),
        ({"value": ""}, 4, "số ngày nguyên"),
        ({"value": "٦٠"}, 4, "số ngày nguyên"),
        ({"value": "999999999"}, 4, "từ 1 đến 3650"),
        ({"value": "{days: 60}"}, 4, "số ngày nguyên"),
        ({"unit": "ngày làm việc"}, 5, "đơn vị của «match» là «ngày»"),
        ({"unit": "days"}, 5, "không phải «days»"),
        ({"source": '""'}, 6, "phải nêu văn bản của tỉnh"),
        ({"source": "12/2026"}, 6, "phải nêu văn bản của tỉnh"),
        ({"valid_from": "30/02/2027"}, 7, "ngày «30/02/2027» không có trong lịch"),
        ({"valid_from": "2027-02-29"}, 7, "không có trong lịch"),
        ({"valid_from": "1/1/2027"}, 7, "không phải là ngày"),
        ({"valid_from": "2027"}, 7, "không phải là ngày"),
        ({"valid_to": "31/12/2026"}, 8, "trước ngày bắt đầu"),
        ({"valid_to": "31/11/2027"}, 8, "không có trong lịch"),
        ({"regimes": "[R9]"}, 8, "không có chế độ «R9»"),
        ({"regimes": "['?']"}, 8, "không có chế độ"),
        ({"regimes": "R2"}, 8, "danh sách"),
        ({"regimes": "[]"}, 8, "trống"),
        ({"colour": "red"}, 8, "không có khóa «colour»"),
    ],
)
def test_an_entry_that_is_wrong_in_one_place_is_refused_there(reasons, changes, line, words):
    [(found, sentence)] = reasons({**MATCH, **changes})
    assert found == line
    assert words in sentence


@pytest.mark.parametrize("key", MATCH)
def test_nothing_that_an_entry_needs_may_be_missing(reasons, key):
    [(line, sentence)] = reasons({name: value for name, value in MATCH.items() if name != key})
    assert line == 2
    assert f"thiếu «{key}»" in sentence


@pytest.mark.parametrize("value", ["0", "1.01", "101%", "3/2", "0/5", "5/0", "-1/2", "30", "1e-1", "nan"])
def test_a_part_lies_between_nothing_and_the_whole(reasons, value):
    [(line, sentence)] = reasons({**FLOOR, "value": value})
    assert line == 4
    assert "không quá 1" in sentence


def test_a_figure_that_a_text_sets_for_some_regimes_asks_for_the_others_by_name(reasons):
    found = reasons({name: value for name, value in FLOOR.items() if name != "regimes"})
    assert [line for line, _ in found] == [3, 3]
    assert "chế độ R1" in found[0][1]
    assert "chế độ R4" in found[1][1]


def test_where_no_rule_is_written_a_province_writes_none(reasons):
    [(_, sentence)] = reasons({**FLOOR, "regimes": "[R3]"})
    assert "không có quy tắc «author_floor» cho chế độ R3" in sentence


STATUTORY = sorted(
    {rule.code for rule in law.RULES if not rule.source.confidence.is_reference_only}
    - {rule.code for rule in law.RULES if rule.source.confidence.is_reference_only}
)


@pytest.mark.parametrize("code", STATUTORY)
def test_what_was_read_in_a_text_no_province_sets_otherwise(reasons, code):
    rule = law.BY_CODE[code][0]
    value = "1/10" if rule.unit is Unit.FRACTION else "5"
    found = reasons({**MATCH, "rule": code, "value": value, "unit": rule.unit.value})
    assert all("do văn bản quy định" in sentence for _, sentence in found)
    assert len(found) == len(law.BY_CODE[code])


OPEN = [rule for rule in law.RULES if rule.source.confidence.is_reference_only]


@pytest.mark.parametrize("rule", OPEN, ids=lambda rule: rule.code)
def test_every_figure_that_was_not_read_may_be_set(file, rule):
    regimes = {"regimes": f"[{', '.join(rule.regimes)}]"} if rule.regimes else {}
    setting = {**MATCH, "rule": rule.code, "value": str(rule.value), "unit": rule.unit.value, **regimes}
    [own] = provincial_rules.read(file(setting)).rules
    assert (own.value, own.unit, own.regimes) == (rule.value, rule.unit, rule.regimes)


def test_a_key_that_stands_twice_is_refused_at_the_second(reasons):
    [(line, sentence)] = reasons(text=text_of(MATCH) + "    value: 70\n")
    assert (line, sentence) == (8, "khóa «value» bị lặp lại.")


def test_a_part_of_the_file_that_stands_twice_is_refused(reasons):
    [(line, sentence)] = reasons(text=text_of(MATCH) + text_of({**MATCH, "valid_from": "01/01/2030"}))
    assert (line, sentence) == (8, "khóa «rules» bị lặp lại.")


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ({}, {"valid_from": "01/01/2028"}, True),
        ({}, {}, True),
        ({"valid_from": "01/01/2028"}, {}, True),
        ({"valid_to": "31/12/2027"}, {"valid_from": "31/12/2027"}, True),
        ({"valid_to": "31/12/2027"}, {"valid_from": "01/01/2028"}, False),
        ({}, {"province": "Lâm Đồng"}, False),
        ({}, {"rule": "transfer"}, False),
        ({"regimes": "[R2]"}, {"regimes": "[R4]"}, False),
        ({"regimes": "[R2, R4]"}, {"regimes": "[R4]"}, True),
        ({"regimes": "[R2]"}, {}, True),
    ],
)
def test_two_entries_may_not_hold_at_once(file, reasons, first, second, meet):
    entries = ({**MATCH, **first}, {**MATCH, **second})
    if not meet:
        assert len(provincial_rules.read(file(*entries)).rules) == 2
        return
    [(line, sentence)] = reasons(*entries)
    assert line == 2 + len(entries[0])
    assert "trùng với mục ở dòng 2" in sentence


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [("escalate_head", "30", "ngày"), ("escalate_ppc", "20", "ngày"), ("ip_alert_last", "12", "tháng")],
)
def test_steps_that_follow_each_other_stay_in_order(reasons, code, value, unit):
    [(line, sentence)] = reasons({**MATCH, "rule": code, "value": value, "unit": unit})
    assert line == 2
    assert "tăng dần" in sentence


def test_steps_that_move_together_may_move_far(file):
    later = [
        {**MATCH, "rule": code, "value": value}
        for code, value in (("escalate_head", "40"), ("escalate_director", "50"), ("escalate_ppc", "90"))
    ]
    assert len(provincial_rules.read(file(*later)).rules) == 3


def test_steps_that_fall_out_of_order_when_one_of_them_ends_are_refused(reasons):
    found = reasons(
        {**MATCH, "rule": "escalate_head", "value": "40"},
        {**MATCH, "rule": "escalate_director", "value": "50", "valid_to": "31/12/2027"},
    )
    assert found == [(8, found[0][1])]
    assert "ngày 01/01/2028" in found[0][1]


def test_every_reason_is_told_at_once_in_the_order_of_the_lines(reasons):
    found = reasons(
        {**MATCH, "province": "Đồng Nay", "value": "0", "valid_from": "30/02/2027"},
        {**FLOOR, "value": "2", "colour": "red"},
        schemes=[{**SELECTION, "members": "[7, 9]", "threshold": "170"}],
    )
    assert [line for line, _ in found] == [2, 4, 7, 10, 15, 19, 22]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("rules:\n  - province: [\n", 3, "sai cú pháp YAML"),
        ("rules:\n\t- province: x\n", 2, "sai cú pháp YAML"),
        ("rules: *nobody\n", 1, "sai cú pháp YAML"),
        ("rules: []\n---\nrules: []\n", 2, "sai cú pháp YAML"),
        ("rules:\n  - 5\n", 2, "khóa: giá trị"),
        ("rules: 5\n", 1, "danh sách"),
        ("- a\n- b\n", 1, "khóa: giá trị"),
        ("rule:\n  - a\n", 1, "không có khóa «rule»"),
        ("? [a, b]\n: c\n", 1, "không có khóa «»"),
        ("rules: []\nschemes: []\nrules: \x07\n", 3, "ký tự điều khiển"),
        ("rules: &all [*all]\n", 1, "khóa: giá trị"),
        ("rules: " + "[" * 2000, 1, "lồng nhau quá sâu"),
    ],
)
def test_a_file_of_another_form_is_refused_at_its_line(reasons, text, line, words):
    found = reasons(text=text)
    assert found[0][0] == line
    assert words in found[0][1]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_a_file_that_is_no_utf_8_is_refused_at_its_first_wrong_line(reasons, encoding):
    text = "# ghi chú\nrules: []\n# à\n" if encoding == "latin-1" else "# ghi chu\nrules: []\n# à\n"
    data = text.replace("ú", "u").encode(encoding)
    [(line, sentence)] = reasons(data=data)
    assert line == (1 if encoding == "utf-16" else 3)
    assert "không phải UTF-8" in sentence


def test_a_file_that_builds_objects_builds_none(reasons, tmp_path):
    trace = tmp_path / "trace"
    danger = f"rules: !!python/object/apply:os.system ['touch {trace}']\n"
    assert reasons(text=danger)
    assert not trace.exists()


@pytest.mark.parametrize(("name", "words"), [("nothing.yaml", "không có tệp này"), (".", "thư mục")])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path, name, words):
    with pytest.raises(BadInput, match=words):
        provincial_rules.read(tmp_path / name)


@given(st.binary(max_size=200) | st.text("rules: -[]{}&*!|>'\"#%@\n\t?,aR2", max_size=80).map(str.encode))
def test_whatever_stands_in_the_file_is_read_or_refused_in_a_sentence(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "anything.yaml"
    path.write_bytes(data)
    with suppress(BadInput):
        local = provincial_rules.read(path)
        assert (local.rules, local.schemes) == ((), ())


# Councils.


def test_a_provinces_council_votes_by_its_figures_when_it_was_formed_under_them(adopted):
    adopted(schemes=[{**SELECTION, "quorum": "3/4"}])
    own = law.scheme("selection", FROM, "Đồng Nai")
    assert (own.threshold, own.quorum, own.members) == (75, Fraction(3, 4), (7, 9))
    assert str(own.source) == f"{DECISION} (tham khảo)"
    for day, province in ((date(2026, 12, 31), "Đồng Nai"), (FROM, "Lâm Đồng"), (FROM, "")):
        assert law.scheme("selection", day, province) is law.SCHEMES["selection"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"threshold": "0"}, "không quá 100"),
        ({"threshold": "101"}, "không quá 100"),
        ({"threshold": "75%"}, "không quá 100"),
        ({"members": "[7, 9]"}, "do văn bản quy định"),
        ({"excellent_share": "3/4"}, "bỏ phiếu theo cách khác"),
        ({"quorum": "2"}, "không quá 1"),
        ({"scheme": "acceptance"}, "bỏ phiếu theo cách khác"),
        ({"scheme": "acceptance-four-grades"}, "do văn bản quy định"),
        ({"scheme": "selektion"}, "có phải «selection»"),
        ({"scheme": "acceptance", "threshold": None, "members": "[2, 9]"}, "từ 3 người"),
        ({"scheme": "acceptance", "threshold": None, "members": "[9, 7]"}, "ít nhất, nhiều nhất"),
        ({"scheme": "acceptance", "threshold": None, "members": "[7]"}, "ít nhất, nhiều nhất"),
        ({"scheme": "acceptance", "threshold": None, "members": "7"}, "danh sách"),
        ({"threshold": None}, "không đặt con số nào"),
        ({"source": None}, "thiếu «source»"),
    ],
)
def test_figures_that_do_not_fit_the_council_are_refused(reasons, changes, words):
    told = {name: value for name, value in {**SELECTION, **changes}.items() if value is not None}
    assert any(words in sentence for _, sentence in reasons(schemes=[told]))


def test_two_schemes_of_a_council_may_not_hold_at_once(reasons):
    [(line, sentence)] = reasons(schemes=[SELECTION, {**SELECTION, "valid_from": "01/06/2027"}])
    assert line == 7
    assert "trùng" in sentence


def _council_of(formed_on):
    positions = (Position.CHAIR, Position.REVIEWER, *[Position.MEMBER] * 5)
    seats = tuple(Seat(n, "Thành viên hội đồng", "", each) for n, each in enumerate(positions))
    ballots = tuple(Ballot(seat.person, seat.position, formed_on, score=72) for seat in seats[:5])
    absent = tuple(replace(seat, present=False) for seat in seats[5:])
    return CouncilSitting("selection-council", formed_on, formed_on, (*seats[:5], *absent), ballots)


@pytest.mark.parametrize(("formed_on", "valid"), [(date(2026, 12, 31), True), (FROM, False)])
def test_a_council_formed_earlier_keeps_the_quorum_of_its_day(adopted, formed_on, valid):
    adopted(schemes=[{**SELECTION, "quorum": "3/4"}])
    stay = entry("SELECT", date(2026, 12, 1), sittings=(_council_of(formed_on),))
    stage = STAGES["SELECT"]
    obstacles = progress.obstacles(
        stage, stay, dossier(entries=(stay,)), stage.gate("selection-council"), date(2027, 2, 1)
    )
    assert any("cần 6" in sentence for sentence in obstacles) is not valid


# History is not rewritten.


def test_an_entry_keeps_the_rule_of_its_day(adopted):
    task = dossier(entries=())
    deadline = STAGES["MATCH"].deadline
    before = progress.due(deadline, task, date(2026, 12, 31))
    adopted(MATCH)
    assert progress.due(deadline, task, date(2026, 12, 31)) == before
    after = progress.due(deadline, task, FROM)
    assert (after.on, after.rule_version) == (date(2027, 3, 2), "match@2027-01-01/Đồng Nai")


def test_a_clock_that_runs_is_not_moved_by_a_later_rule(adopted):
    task = recognised(on=date(2026, 11, 2), accepted_on=date(2026, 10, 1), recipient=None)
    before = closet.find(task, date(2027, 6, 1))
    adopted(MATCH)
    assert closet.find(task, date(2027, 6, 1)) == before


def test_a_clock_that_begins_later_runs_by_the_provinces_rule(adopted):
    task = recognised(on=date(2027, 1, 4), accepted_on=date(2026, 12, 1), recipient=None)

    def since():
        causes = closet.find(task, date(2028, 1, 3)).causes
        return next(cause for cause in causes if cause.code == "NO_RECIPIENT").since

    assert since() == date(2027, 4, 5)
    adopted(MATCH)
    assert since() == date(2027, 3, 6)


def test_a_task_that_enters_a_stage_keeps_the_provinces_rule_by_name(house, file, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_RULES", str(file({**MATCH, "valid_from": "01/01/2026"})))
    wiring.forget()
    entry_here = house.main(house.at("MATCH"))
    assert entry_here.rule_version == "match@2026-01-01/Đồng Nai"
    assert (entry_here.due_on - ON).days == 60


# When the house is wired.


@pytest.fixture
def wired(monkeypatch):
    def wire(path):
        monkeypatch.setenv("TRIPLEHELIX_RULES", str(path))
        wiring.forget()

    yield wire
    monkeypatch.undo()
    wiring.forget()


def test_the_file_is_adopted_with_the_settings_and_forgotten_with_them(file, wired):
    wired(file(MATCH))
    assert wiring.settings().rules is not None
    assert law.rule("match", FROM, R4, "Đồng Nai").value == 60
    wiring.forget()
    assert law.rule("match", FROM, R4, "Đồng Nai").value == 90


def test_no_setting_means_no_rules_of_a_province(wired):
    wired("")
    assert wiring.settings().rules is None
    assert law.adopted().rules == ()


def test_a_house_with_a_wrong_file_is_not_wired(file, wired):
    wired(file({**MATCH, "value": "0"}))
    with pytest.raises(BadInput, match="dòng 4"):
        wiring.settings()


def run(*arguments):
    answer = CliRunner().invoke(app, [str(each) for each in arguments])
    return answer.exit_code, json.loads(answer.stdout)


def test_the_command_checks_a_file_and_names_every_reason(file):
    code, told = run("rules", "--check", file(MATCH, schemes=[SELECTION]), "--json")
    assert (code, told["ok"], len(told["rules"]), len(told["schemes"])) == (0, True, 1, 1)
    code, told = run("rules", "--check", file({**MATCH, "value": "0", "unit": "tháng"}), "--json")
    assert (code, told["ok"], len(told["reasons"])) == (1, False, 2)


def test_the_command_refuses_to_begin_with_a_wrong_file(file, wired):
    wired(file({**MATCH, "value": "0"}))
    for command in (
        ("rules",),
        ("share", "--approved", "2026-01-05", "--profit", "100", "--case", "owner"),
        ("up",),
    ):
        code, told = run(*command, "--json")
        assert (code, told["ok"]) == (1, False)
        assert "dòng 4" in told["reasons"][0]


def test_the_command_lists_the_rules_of_a_province_on_a_day(file, wired):
    wired(file(MATCH, FLOOR, schemes=[SELECTION]))

    def values(*arguments):
        code, told = run("rules", *arguments, "--json")
        assert code == 0
        return {(each["code"], *each["regimes"]): each for each in told["rules"]}, told["schemes"]

    own, schemes = values("--province", "dong nai", "--as-of", "01/01/2027")
    assert own["match",]["value"] == 60
    assert own["match",]["article"] == f"{DECISION} (tham khảo)"
    assert own["match",]["province"] == "Đồng Nai"
    assert own["author_floor", "R2"]["value"] == "7/20"
    assert own["author_floor", "R4"]["province"] == ""
    assert next(each for each in schemes if each["code"] == "selection")["threshold"] == "75"
    before, _ = values("--province", "Đồng Nai", "--as-of", "31/12/2026")
    assert before["match",]["value"] == 90
    elsewhere, _ = values("--province", "Lâm Đồng", "--as-of", "01/01/2027")
    assert elsewhere["match",]["value"] == 90
    for each in own.values():
        assert {"code", "name", "value", "unit", "article", "confidence", "province", "version"} <= set(each)


def test_the_list_without_a_province_shows_the_common_rules_and_every_provinces_own(file, wired):
    wired(file(MATCH))
    _, told = run("rules", "--as-of", "01/01/2027", "--json")
    found = [(each["value"], each["province"]) for each in told["rules"] if each["code"] == "match"]
    assert found == [(90, ""), (60, "Đồng Nai")]


def test_a_province_that_does_not_exist_is_asked_for_again():
    code, told = run("rules", "--province", "Đồng Nay", "--json")
    assert (code, told["ok"]) == (1, False)


def test_a_province_says_how_far_scores_may_part_and_whether_written_votes_count(file):
    own = {**SELECTION, "divergence": 15, "counts_written": "true"}
    (scheme,) = provincial_rules.read(file(schemes=[own])).schemes
    assert (scheme.divergence, scheme.counts_written) == (15, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"counts_written": "có"}, "phải là true"),
        ({"divergence": 0}, "phải là số điểm"),
        ({"scheme": "acceptance", "threshold": None, "divergence": 20}, "không dùng «divergence»"),
    ],
)
def test_what_it_says_of_them_must_make_sense(reasons, changes, words):
    own = {name: value for name, value in {**SELECTION, **changes}.items() if value is not None}
    assert any(words in said for _, said in reasons(schemes=[own]))
