"""The catalogue knows every paper that the lifecycle generates: number, signers, layout, retention."""

import re
from dataclasses import FrozenInstanceError

import pytest

from documents import catalogue
from documents.catalogue import (
    ASKED,
    CATALOGUE,
    CLOSET,
    FIFTY_YEARS,
    LIFE,
    PERMANENT,
    Issuer,
    Layout,
    entry_for,
    number_text,
)
from models.dossier import Position
from models.language import Role
from models.lifecycle import LIFECYCLE
from tests.documents.dossiers import R1_DAY, R2_DAY, R4_DAY, bare, whole_life

GENERATED = {each.paper for stage in LIFECYCLE for each in stage.documents} | {"supplement-notice"}


def test_the_catalogue_holds_every_generated_document_what_remedies_write_and_what_is_asked_for():
    assert {paper.code for paper in LIFE} == GENERATED
    assert set(CATALOGUE) - GENERATED == {paper.code for paper in (*CLOSET, *ASKED)}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_paper_has_signers_a_register_and_a_retention_from_a_text(code):
    entry = CATALOGUE[code]
    assert entry.code == code
    assert entry.signers
    assert all(isinstance(signer, Role | Position) for signer in entry.signers)
    assert re.fullmatch(r"[A-ZĐƯ]+r?-[A-ZĐƯ]+", entry.register.symbol)
    assert str(entry.retention.source) == "Thông tư số 19/2019/TT-BKHCN"
    assert entry.retention.label in {"Vĩnh viễn", "50 năm"}
    assert entry.name_vi
    assert entry.name_en


def test_only_an_official_letter_bears_no_type_name():
    letters = {code for code, entry in CATALOGUE.items() if entry.layout is Layout.LETTER}
    assert {code for code, entry in CATALOGUE.items() if not entry.title} == letters
    assert {CATALOGUE[code].kind for code in letters} == {"CV"}
    assert all(entry.title == entry.title.upper() for entry in CATALOGUE.values())


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("identification-council", 5, "05/QĐ-SKHCN"),
        ("approval-decision", 9, "09/QĐ-UBND"),
        ("call-notice", 10, "10/TB-SKHCN"),
        ("direct-invitation", 123, "123/SKHCN-QLKH"),
        ("acceptance-minutes", 1, "01/BB-HĐNT"),
        ("registration-certificate", 20, "20/KQNC-SKHCN"),
        ("research-contract", 5, "05/2026/HĐ-SKHCN"),
        ("ownership-annex", 5, "05/2026/PLHĐ-SKHCN"),
    ],
)
def test_numbers_below_ten_get_a_leading_zero(code, number, text):
    assert number_text(CATALOGUE[code], number, 2026) == text


def test_a_register_starts_at_one():
    with pytest.raises(ValueError, match="starts at 1"):
        number_text(CATALOGUE["order-list"], 0, 2026)


def test_a_symbol_names_one_register_of_one_issuer():
    registers = {entry.register.symbol: set() for entry in CATALOGUE.values()}
    for entry in CATALOGUE.values():
        registers[entry.register.symbol].add((entry.register.issuer, entry.register.abbreviation))
    assert all(len(each) == 1 for each in registers.values())


def test_decisions_of_one_body_share_its_register():
    assert CATALOGUE["approval-decision"].register is CATALOGUE["rights-decision"].register
    assert CATALOGUE["acceptance-council"].register is CATALOGUE["termination-decision"].register


def test_the_task_is_kept_for_ever_and_its_transfer_for_fifty_years():
    assert CATALOGUE["acceptance-minutes"].retention == PERMANENT
    assert CATALOGUE["recognition-decision"].retention.permanent
    assert CATALOGUE["transfer-contract"].retention == FIFTY_YEARS
    assert CATALOGUE["application-sheet"].retention.years == 50


def test_under_law_93_the_host_signs_the_price_of_its_own_result():
    owners = entry_for("price-decision", whole_life(R4_DAY))
    assert owners.issuer is Issuer.HOST
    assert owners.signers == (Role.HOST_HEAD,)
    assert number_text(owners, 5, 2026) == "05/QĐ-TCCT"


@pytest.mark.parametrize("approved_on", [R1_DAY, R2_DAY], ids=["R1", "R2"])
def test_before_law_93_the_state_signs_the_price(approved_on):
    assert entry_for("price-decision", whole_life(approved_on)).issuer is Issuer.PPC


def test_who_takes_the_result_commits_to_reimburse_it_and_signs_the_handover():
    taken = whole_life(R2_DAY)
    assert catalogue.goes_to_others(taken)
    assert entry_for("reimbursement-commitment", taken).signers == (Role.RECIPIENT,)
    assert Role.RECIPIENT in entry_for("result-handover", taken).signers


def test_where_the_host_keeps_the_result_no_recipient_signs_its_handover():
    assert Role.RECIPIENT not in entry_for("result-handover", whole_life(R1_DAY)).signers


def test_an_orderer_that_a_task_lacks_signs_no_annex():
    assert entry_for("ownership-annex", bare("CONTRACT")).signers == (Role.DOST_DIRECTOR, Role.HOST_HEAD)


def test_the_catalogue_cannot_be_changed_while_it_runs():
    with pytest.raises(FrozenInstanceError):
        CATALOGUE["order-list"].title = "THÔNG BÁO"
