"""The commands that look about and ahead: a page for people, JSON for scripts, a sentence for trouble."""

import json

import pytest
from typer.testing import CliRunner

from actions import wiring
from console.commands import app
from models import samples


@pytest.fixture(autouse=True)
def no_house(monkeypatch, tmp_path):
    """Neither a database nor a folder of anybody's is at hand: a list is replayed without."""
    monkeypatch.delenv("TRIPLEHELIX_DATABASE_URL", raising=False)
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path / "none"))
    wiring.forget()
    yield
    assert not (tmp_path / "none").exists()
    wiring.forget()


def backtest(*arguments):
    return CliRunner().invoke(app, ["backtest", *map(str, arguments), "--as-of", "22/11/2026"])


def test_a_list_is_replayed_for_scripts():
    told = json.loads(backtest(samples.path("tasks.csv"), "--json").stdout)
    assert (told["ok"], told["tasks"], told["as_of"]) == (True, 91, "2026-11-22")
    assert told["found"] == sum(each["headline"] is not None for each in told["histories"])
    assert told["by_cause"]["NO_RECIPIENT"] > 0
    first = told["histories"][0]
    assert first["days_earlier"] > 0
    assert {"cause", "since", "until", "ended_by"} <= set(first["causes"][0])


def test_and_for_people():
    shown = backtest(samples.path("quang-ngai.xlsx")).stdout
    assert "1 trong 1 nhiệm vụ lẽ ra được phát hiện" in shown
    assert "Đang nằm trong ngăn tủ: 1 (NO_RECIPIENT 1" in shown
    assert "Chưa biết ngày phê duyệt giao chủ trì" in shown
    assert "không được xét: Đây là nhiệm vụ cấp cơ sở" in shown


def test_a_file_that_is_not_there_is_said():
    answer = backtest("khong-co.csv", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["reasons"] == ["Không có tệp «khong-co.csv»."]
