"""Changes of process on the command line: versions, a dry run, applied, undone; in words and as JSON."""

import json
import os

import pytest
from typer.testing import CliRunner

from console.commands import app
from tests.actions.conftest import furnished, house

__all__ = ["furnished", "house"]

FILE = """
versions:
  - version: "2027"
    name: Quy trình có kiểm tra bản số
    province: Đồng Nai
    source: Quyết định mẫu
    valid_from: 01/03/2027
    stages:
      - stage: SUBMIT
        gates:
          - {gate: data-check, name: Kiểm tra bản số, by: [info_body]}
"""


@pytest.fixture
def codes(house, tmp_path, monkeypatch):
    path = tmp_path / "tinh.yaml"
    path.write_text(FILE, encoding="utf-8")
    found = house.at("SUBMIT"), house.at("EXECUTE")
    monkeypatch.setenv("TRIPLEHELIX_RULES", str(path))
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path / "state"))
    before = dict(os.environ)
    yield found
    os.environ.clear()  # a command tells its process where the stack is
    os.environ.update(before)


def run(*arguments, code=0):
    answer = CliRunner().invoke(app, ["process", *arguments, "--as", "so.quan-tri"], env={"COLUMNS": "200"})
    assert answer.exit_code == code, answer.output
    return answer.stdout


def test_a_change_from_the_first_look_to_its_undoing(codes, tmp_path):
    assert "thêm cửa «Kiểm tra bản số»" in run("versions")
    told = json.loads(run("dry-run", "2026-11", "2027", "--json"))
    assert (told["moves"], told["refused"]) == (2, 0)
    assert [each["code"] for each in told["tasks"]] == list(codes)
    report = tmp_path / "chay-thu.csv"
    shown = run("dry-run", "2026-11", "2027", "--file", str(report), "--most", "1")
    assert "2 nhiệm vụ chuyển được; 0 nhiệm vụ không chuyển được." in shown
    assert "và 1 nhiệm vụ nữa" in shown
    assert all(code in report.read_text(encoding="utf-8-sig") for code in codes)
    assert "2 nhiệm vụ đã chuyển" in run("apply", "2026-11", "2027", "--yes")
    number = str(json.loads(run("versions", "--json"))["changes"][0]["number"])
    assert json.loads(run("apply", "2026-11", "2027", "--change", number, "--json"))["done"] == 0
    assert "2 nhiệm vụ đã hoàn tác; 0 nhiệm vụ giữ nguyên." in run("undo", number)
    run("dry-run", "2026-11", "2031", code=1)
