"""A province's file declares versions of the lifecycle: read strictly, every reason with its line."""

import re
from pathlib import Path

import pytest

from actions import provincial_rules, provincial_versions, wiring
from models import lifecycle
from models.errors import BadInput
from models.language import Role

GOOD = """
versions:
  - version: 2027-dong-nai
    name: Quy trình có kiểm tra bản số
    name_en: With a check of the digital copy
    province: Đồng Nai
    source: Quyết định số 12/2027/QĐ-UBND
    valid_from: 01/03/2027
    stages:
      - stage: SUBMIT
        name: Nộp hồ sơ
        drop: [research_data]
        papers:
          - {paper: digital_copy, name: Bản số của hồ sơ, by: [host, host_head]}
        gates:
          - {gate: data-check, name: Kiểm tra bản số, by: [info_body], before: completeness}
      - stage: EXECUTE
        required: [vouchers]
        drop: [adjust, adjustment_request]
      - stage: RECOGNISE
        optional: [asset_list]
        deadline: {rule: complete}
      - stage: MATCH
        deadline: none
  - version: 2028-dong-nai
    name: Quy trình sau đó
    based_on: 2027-dong-nai
    province: Đồng Nai
    source: Quyết định số 15/2028/QĐ-UBND
    valid_from: 2028-01-01
    stages:
      - stage: SUBMIT
        optional: [digital_copy]
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "tinh.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def wrong(path):
    with pytest.raises(BadInput) as refusal:
        provincial_versions.read(path)
    return refusal.value.reasons


def test_a_version_is_what_it_is_based_on_with_what_the_file_says(file):
    first, second = provincial_versions.read(file(GOOD))
    submit = first.stage("SUBMIT")
    assert [gate.code for gate in submit.gates] == ["data-check", "completeness"]
    assert submit.gates[0].approval.roles == (Role.INFO_BODY,)
    assert "research_data" not in {paper.code for paper in submit.papers}
    assert (submit.vi, submit.en) == ("Nộp hồ sơ", "Submission for acceptance")
    assert first.stage("MATCH").deadline is None
    assert first.stage("RECOGNISE").deadline.rule == "complete"
    assert first.stage("ACCEPT") == lifecycle.STAGES["ACCEPT"]
    (copy,) = [paper for paper in second.stage("SUBMIT").papers if paper.code == "digital_copy"]
    assert not copy.required
    assert second.stage("EXECUTE") == first.stage("EXECUTE")
    assert provincial_rules.read(file(GOOD)).rules == ()
    assert provincial_versions.read(file("rules:\n")) == ()


def test_the_file_is_adopted_with_the_settings(file, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_RULES", str(file(GOOD)))
    wiring.forget()
    wiring.settings()
    assert [each.code for each in lifecycle.versions()] == ["2026-11", "2027-dong-nai", "2028-dong-nai"]
    monkeypatch.delenv("TRIPLEHELIX_RULES")
    wiring.forget()
    wiring.settings()
    assert [each.code for each in lifecycle.versions()] == ["2026-11"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 2027-dong-nai", "version: 2026-11", "phiên bản «2026-11» đã có"),
        ("version: 2027-dong-nai", "version: Hai Nghìn", "chỉ gồm chữ thường"),
        ("province: Đồng Nai", "province: Nơi nào đó", "không có tỉnh nào"),
        ("valid_from: 01/03/2027", "valid_from: mai", "không phải là ngày"),
        ("based_on: 2027-dong-nai", "based_on: 2027-dong-na", "có phải «2027-dong-nai»"),
        ("stage: SUBMIT\n        name", "stage: SUBMITS\n        name", "có phải «SUBMIT»"),
        ("drop: [research_data]", "drop: [research_dat]", "có phải «research_data»"),
        ("drop: [research_data]", "drop: [final_report]", "theo biểu mẫu PL5-BCTH của văn bản"),
        ("drop: [research_data]", "drop: [completeness]", "không được bỏ"),
        ("drop: [research_data]", "deadline: none", "tỉnh không được đặt khác"),
        ("required: [vouchers]", "required: [voucher]", "có phải «vouchers»"),
        ("by: [info_body]", "by: [info]", "không có vai nào mang mã «info»"),
        ("paper: digital_copy", "paper: final_report", "giai đoạn đã có giấy tờ «final_report»"),
        ("name: Bản số của hồ sơ", "name: 12", "«name» phải là tên gọi"),
        ("before: completeness", "before: complete", "có phải «completeness»"),
        ("{rule: complete}", "{rule: completes}", "có phải «complete»"),
        ("{rule: complete}", "{rule: complete, since: accepted}", "có phải «accepted_on»"),
        ("drop: [adjust, adjustment_request]", "drop: [adjustment_request]", "nhưng giai đoạn không nhận nó"),
        ("name_en: With", "name_fr: With", "không có khóa «name_fr»"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(file, old, new, said):
    assert old in GOOD
    reasons = wrong(file(GOOD.replace(old, new, 1)))
    assert any(said in each and "dòng" in each for each in reasons), reasons


def test_every_reason_is_told_at_once(file):
    text = GOOD.replace("required: [vouchers]", "required: [voucher]").replace(
        "{rule: complete}", "{rule: x}"
    )
    about = ("«voucher»", "«x»", "«2027-dong-nai»")
    for each, word in zip(wrong(file(text)), about, strict=True):
        assert word in each


def test_the_example_in_the_documentation_is_a_version(file):
    page = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
    (version,) = provincial_versions.read(file(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1]))
    assert version.code == "2027-dong-nai"
