"""How commands speak: a fault of the program is a sentence with a way out, never a traceback."""

import json

import pytest
import typer

from console.speaking import DEBUG, verb
from models.errors import Refused


@verb
def faulty(*, as_json: bool = False) -> None:
    raise KeyError("stage")


@verb
def refused(*, as_json: bool = False) -> None:
    raise Refused("Thiếu phiếu đặt hàng.", "Thiếu cam kết tiếp nhận.")


def test_a_fault_is_told_in_sentences_and_in_the_json(capsys):
    with pytest.raises(typer.Exit) as ended:
        faulty(as_json=True)
    assert ended.value.exit_code == 1
    told = capsys.readouterr()
    reasons = json.loads(told.out)["reasons"]
    assert reasons[0] == "Chương trình có lỗi: KeyError: 'stage'"
    assert "./triplehelix doctor" in reasons[1]
    assert "Traceback" not in told.err


def test_whoever_looks_for_the_fault_sees_where_it_happened(monkeypatch):
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(KeyError):
        faulty()


def test_a_refusal_names_every_reason(capsys):
    with pytest.raises(typer.Exit):
        refused()
    told = capsys.readouterr().err
    assert "Thiếu phiếu đặt hàng." in told
    assert "Thiếu cam kết tiếp nhận." in told
