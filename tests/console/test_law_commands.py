"""Questions of law on the command line: what is asked, what is answered, and in which shape."""

import json
from itertools import product

import pytest
from typer.testing import CliRunner

from console.commands import app
from models.language import PartyKind

KINDS = [kind.value for kind in PartyKind if kind is not PartyKind.UNKNOWN]
ASKED_FOR = {"regime", "verdict", "because", "article", "confidence", "makes_possible", "forms"}
VERDICTS = {"allowed", "conditional", "barred", "legal_opinion"}


def ask(*arguments):
    answer = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def rights(*flags, approved="2020-03-01", funded="full", asset="result", host, recipient):
    when = ("--approved", approved) if approved else ()
    return ask(
        "rights", *when, "--funded", funded, "--asset", asset, "--host", host, "--recipient", recipient,
        *flags,
    )  # fmt: skip


REGIMES = {
    None: "?",
    "2013-06-01": "R0",
    "2017-06-01": "R1",
    "2020-03-01": "R2",
    "2025-03-01": "R3",
    "2026-01-05": "R4",
}


def assert_is_an_answer(told):
    assert set(told) >= ASKED_FOR
    assert told["verdict"] in VERDICTS
    assert told["because"].endswith(".")
    assert told["article"]
    assert told["confidence"] in {"V", "V2", "G", "U"}
    assert ("tham khảo" in told["article"]) is (told["confidence"] in {"G", "U"})
    assert told["verdict"] == "allowed" or told["makes_possible"]
    assert told["verdict"] != "barred" or told["forms"]


@pytest.mark.parametrize("recipient", KINDS)
@pytest.mark.parametrize("host", KINDS)
def test_every_pair_of_kinds_is_answered_with_sentence_article_mark_and_way_on(host, recipient):
    for approved, price in product(("2020-03-01", "2026-01-05"), ("--free", "--paid")):
        assert_is_an_answer(rights(price, approved=approved, host=host, recipient=recipient))


@pytest.mark.parametrize("asset", ["result", "equipment"])
@pytest.mark.parametrize(("approved", "regime"), REGIMES.items())
def test_every_regime_answers_for_both_kinds_of_asset(approved, regime, asset):
    for price in ("--free", "--paid"):
        told = rights(price, approved=approved, asset=asset, host="public_unit", recipient="cooperative")
        assert_is_an_answer(told)
        assert told["regime"] == regime


def test_the_dak_nong_case_is_asked_as_an_officer_would():
    told = rights("--free", host="public_unit", recipient="cooperative")
    assert (told["regime"], told["verdict"], told["confidence"]) == ("R2", "barred", "V")
    assert any("Bậc 4" in way for way in told["makes_possible"])
    assert rights("--paid", host="public_unit", recipient="cooperative")["verdict"] == "conditional"


def test_a_share_of_the_states_money_is_given_as_a_decimal():
    for funded, verdict in (("0.28", "allowed"), ("0.30", "allowed"), ("0.31", "barred")):
        told = rights(
            "--free", "--recipient-is-host", funded=funded, asset="equipment", host="enterprise",
            recipient="enterprise",
        )  # fmt: skip
        assert told["verdict"] == verdict


def test_a_reserved_order_bars_the_host_itself():
    told = rights(
        "--recipient-is-host", "--reserved", approved="2026-01-05", host="public_unit",
        recipient="public_unit",
    )  # fmt: skip
    assert told["verdict"] == "barred"


def shared(*flags, approved="2026-01-05", profit=1000, case="licence"):
    return ask("share", "--approved", approved, "--profit", profit, "--case", case, *flags)


def amounts(told):
    return {line["who_en"]: int(line["amount"]) for line in told["lines"]}


def test_a_contract_that_is_silent_on_the_fee_gives_the_intermediary_a_tenth():
    told = shared("--intermediary", "silent")
    assert amounts(told) == {"Authors": 300, "Intermediary": 100, "Host": 600}
    assert told["lines"][1]["source"] == "Điều 34 khoản 2 Nghị định số 267/2025/NĐ-CP"


def test_an_agreed_fee_is_given_in_dong():
    assert amounts(shared("--intermediary", 40))["Intermediary"] == 40
    assert "Intermediary" not in amounts(shared())


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("2017-06-01", 100, "owner", "--intermediary", 10), [30, 10, 30, 30]),
        (("2017-06-01", 100, "use-right", "--intermediary", 10), [30, 10, 6, 27, 27]),
        (("2024-01-15", 100, "owner", "--granted", "2025-06-01"), [30, 70]),
        (("2024-01-15", 100, "owner", "--granted", "2025-10-01"), []),
        (("2024-01-15", 100, "owner"), [30, 70]),
        (("2026-01-05", 5, "capital", "--value", 2000), [600, 1400]),
    ],
)
def test_the_vectors_of_the_domain_on_the_command_line(arguments, wanted):
    approved, profit, case, *flags = arguments
    told = shared(*flags, approved=approved, profit=profit, case=case)
    assert list(amounts(told).values()) == wanted
    assert bool(wanted) or told["basis"] == "NEEDS_LEGAL_OPINION"


@pytest.mark.parametrize(
    "arguments",
    [
        ("share", "--profit", "mười", "--case", "owner"),
        ("share", "--profit", "100", "--case", "owner", "--intermediary", "im"),
        ("share", "--profit", "100", "--case", "owner", "--approved", "31/02/2026"),
        ("share", "--profit", "100", "--case", "owner", "--province", "Đồng Nay"),
        ("rights", "--funded", "28%", "--asset", "result", "--host", "soe", "--recipient", "soe"),
        ("rights", "--funded", "2", "--asset", "result", "--host", "soe", "--recipient", "soe"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(arguments):
    answer = CliRunner().invoke(app, [*arguments, "--json"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["reasons"][0].endswith(".")
