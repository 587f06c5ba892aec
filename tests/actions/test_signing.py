"""Signing on record: approved first, in order, each in the own place; every revision kept by its hash."""

import hashlib
from datetime import timedelta
from itertools import pairwise

import pytest

from actions import delegations, issuing, papers, people, rehearsal, signing, verification, wiring
from documents import signing as pens
from documents.signing import development, inspect
from models import queries
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Role
from models.tables import Document
from tests.actions.houses import ON

DAY = timedelta(days=1)
SIGNERS = (
    *("so.giam-doc", "chu-tri.thu-truong", "dat-hang", "so.luu-tru", "so.truong-phong"),
    *("ubnd.chu-tich", "ubnd.van-thu"),
)
PARTS = {part.handle: part for part in rehearsal.CAST}


@pytest.fixture(scope="session")
def test_ca(tmp_path_factory):
    """The development CA, with a key for each of the cast who signs here."""
    folder = tmp_path_factory.mktemp("signing") / "ca"
    holders = [
        development.Holder(handle, PARTS[handle].title, rehearsal.house(PARTS[handle].house))
        for handle in SIGNERS
    ]
    development.make(folder, holders, wiring.now())
    return folder


@pytest.fixture
def office(house, test_ca, monkeypatch):
    """A house that was asked to trust the development CA."""
    monkeypatch.setenv("TRIPLEHELIX_SIGNING_TEST_CA", str(test_ca))
    url, home = wiring.settings().database_url, wiring.settings().home
    wiring.settings.cache_clear()
    assert (wiring.settings().database_url, wiring.settings().home) == (url, home)
    return house


def written(house, code, paper, moment):
    """A document of the task, numbered and kept."""
    number = issuing.issue(code, house.main(code).id, moment, paper, ON)
    issuing.keep(number)
    return number


@pytest.fixture
def annex(office):
    """The annex on ownership, which the State, the institute and the orderer sign in this order."""
    code = office.at("CONTRACT", contract_signed_on=None)
    return code, written(office, code, "ownership-annex", "sign")


def approve(number, handle="so.truong-phong", on=ON):
    with wiring.unit_of_work() as session:
        return signing.approve(session, number, people.find(session, handle, on=on), on=on)


def sign(number, handle, key, on=ON, passphrase=development.PASSPHRASE):
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle, on=on)
        return signing.sign(session, number, actor, str(key), passphrase, on=on)


def row(number):
    with wiring.unit_of_work() as session:
        return session.get_one(Document, number)


def kept(number):
    return wiring.archive().get(row(number).signed_sha256)


def standing(code, number):
    with wiring.unit_of_work() as session:
        return next(each for each in signing.standings(session, code) if each.document == number)


def test_three_parties_sign_in_the_order_of_the_catalogue_and_every_revision_stays(office, annex, test_ca):
    code, number = annex
    approve(number)
    made = [sign(number, each, test_ca / f"{each}.p12") for each in SIGNERS[:3]]
    assert [each.place for each in made] == [1, 2, 3]
    assert all(each.is_test for each in made)
    revisions = [row(number).sha256, *(each.sha256 for each in made)]
    files = [wiring.archive().get(sha256) for sha256 in revisions]
    assert len(set(revisions)) == 4
    assert all(after.startswith(before) for before, after in pairwise(files))
    assert row(number).signed_sha256 == revisions[-1] == hashlib.sha256(files[-1]).hexdigest()
    found = inspect(files[-1], signing.trust())
    assert found.sound
    assert [each.certificate.holder for each in found.signatures] == [
        PARTS[each].title for each in SIGNERS[:3]
    ]
    assert standing(code, number).complete
    assert office.chain_is_whole()
    assert "ký số" in office.journal(code)[-1]
    assert "TEST" in office.journal(code)[-1]
    with pytest.raises(Refused, match="đã có đủ 3 chữ ký"):
        sign(number, "dat-hang", test_ca / "dat-hang.p12")


def test_the_signed_revision_is_the_papers_file_and_the_original_is_still_found(office, annex, test_ca):
    code, number = annex
    approve(number)
    signed = sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12").sha256
    with wiring.unit_of_work() as session:
        listed = next(each for each in papers.papers_of(session, code) if each.id == number)
        original = papers.fetch(session, row(number).sha256)
        current = papers.fetch(session, signed)
        verified = [papers.verify(session, each.data) for each in (original, current)]
    assert (listed.sha256, listed.size) == (signed, len(current.data))
    assert listed.file_name.endswith("-da-ky.pdf")
    assert current.file_name.endswith("-da-ky.pdf")
    assert [each.on_record for each in verified] == [True, True]
    assert [each.papers[0].id for each in verified] == [number, number]
    issued = [each for entry in office.dossier(code).entries for each in entry.issued]
    assert signed in {each.sha256 for each in issued}


def test_nobody_signs_before_their_turn_nor_for_a_place_that_is_not_theirs(annex, test_ca):
    _, number = annex
    approve(number)
    early = ("chu-tri.thu-truong", "dat-hang")
    strangers = ("so.chuyen-vien", "so.quan-tri", "tiep-nhan", "ubnd.chu-tich", "so.luu-tru")
    for handle in (*early, *strangers):
        with pytest.raises(NotPermitted, match="đang chờ chữ ký số 1"):
            sign(number, handle, test_ca / "so.giam-doc.p12")
    assert row(number).signed_sha256 is None


def test_a_paper_is_approved_before_it_is_signed_and_by_who_answers_for_it(office, test_ca):
    code = office.at("CONTRACT", contract_signed_on=None)
    number = issuing.issue(code, office.main(code).id, "sign", "ownership-annex", ON)
    with pytest.raises(Refused, match="chưa được lưu"):
        approve(number)
    issuing.keep(number)
    with pytest.raises(Refused, match="phải duyệt trước, ký sau"):
        sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    for other in ("so.chuyen-vien", "chu-tri", "tiep-nhan", "so.quan-tri"):
        with pytest.raises(NotPermitted, match="không có thẩm quyền duyệt"):
            approve(number, other)
    assert "duyệt" in approve(number)
    assert row(number).approved_on == ON
    with pytest.raises(Refused, match="đã được duyệt"):
        approve(number, "so.giam-doc")


def test_the_records_office_of_the_same_body_signs_last_on_the_bodys_own_paper(office, test_ca):
    code = office.order()
    number = written(office, code, "order-receipt", "validity")
    approve(number)
    sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    with pytest.raises(NotPermitted):
        sign(number, "ubnd.chu-tich", test_ca / "ubnd.chu-tich.p12")
    assert sign(number, "so.luu-tru", test_ca / "so.luu-tru.p12").place == 2
    assert standing(code, number).complete
    assert inspect(kept(number), signing.trust()).sound


def test_a_paper_of_the_peoples_committee_is_closed_by_its_own_records_office(office, test_ca):
    code = office.order()
    number = written(office, code, "order-list", "order-list")
    approve(number)
    sign(number, "ubnd.chu-tich", test_ca / "ubnd.chu-tich.p12")
    with pytest.raises(NotPermitted):
        sign(number, "so.luu-tru", test_ca / "so.luu-tru.p12")
    assert sign(number, "ubnd.van-thu", test_ca / "ubnd.van-thu.p12").place == 2
    assert standing(code, number).complete


def test_who_is_lent_the_role_signs_in_the_lenders_stead(annex, test_ca):
    _, number = annex
    approve(number)
    with wiring.unit_of_work() as session:
        giver = people.find(session, "so.giam-doc", on=ON)
        delegations.lend(
            session, giver, "so.truong-phong", (Role.DOST_DIRECTOR,), ON, ON + 30 * DAY, "05/GUQ-SKHCN", ON
        )
    key = test_ca / "so.truong-phong.p12"
    with pytest.raises(NotPermitted):
        sign(number, "so.truong-phong", key, on=ON + 31 * DAY)
    assert "theo ủy quyền của Giám đốc" in sign(number, "so.truong-phong", key).by


def test_a_certificate_serves_one_account_alone(annex, test_ca):
    _, number = annex
    approve(number)
    sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    with pytest.raises(NotPermitted, match="dưới một tài khoản khác"):
        sign(number, "chu-tri.thu-truong", test_ca / "so.giam-doc.p12")
    assert len([each for each in standing(annex[0], number).places if each.at]) == 1


def test_a_certificate_of_the_development_ca_is_worth_nothing_unless_asked(annex, test_ca, monkeypatch):
    _, number = annex
    approve(number)
    monkeypatch.delenv("TRIPLEHELIX_SIGNING_TEST_CA")
    wiring.settings.cache_clear()
    with pytest.raises(BadInput, match="chưa cấu hình chứng thư gốc"):
        sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    assert row(number).signed_sha256 is None


def test_a_wrong_passphrase_and_a_missing_key_are_told_in_a_sentence(annex, test_ca):
    _, number = annex
    approve(number)
    with pytest.raises(BadInput, match="Mật khẩu sai"):
        sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12", passphrase="sai")
    with pytest.raises(BadInput, match="Không đọc được tệp khóa"):
        sign(number, "so.giam-doc", test_ca / "none.p12")
    with pytest.raises(NotFound):
        approve(10**6)


def test_what_was_signed_outside_comes_back_as_it_went_out_with_one_signature_more(annex, test_ca):
    _, number = annex
    approve(number)
    with wiring.unit_of_work() as session:
        actor = people.find(session, "so.giam-doc", on=ON)
        offered, again = (signing.offer(session, number, actor) for _ in range(2))
    place = pens.Place(1, 1, 0, 0, 198, 79)
    assert offered.data == again.data, "whoever downloads it twice may hand in either"
    outside = pens.sign(
        offered.data,
        place,
        str(test_ca / "so.giam-doc.p12"),
        "TEST",
        moment=wiring.now(),
        proofs=pens.Proofs(),
    )

    def hand_in(data, handle="so.giam-doc"):
        with wiring.unit_of_work() as session:
            return signing.hand_in(session, number, people.find(session, handle, on=ON), data, on=ON)

    for wrong, reason in (
        (offered.data, "chưa được ký"),
        (outside[:-1], "chữ ký mới|không phải là PDF hợp lệ|đã bị thay đổi|bao trùm"),
        (outside.replace(b"%%EOF", b"%%E0F", 1), "không giữ nguyên từng byte"),
        (b"", "không giữ nguyên từng byte"),
    ):
        with pytest.raises(BadInput, match=reason):
            hand_in(wrong)
    with pytest.raises(NotPermitted):
        hand_in(outside, "dat-hang")
    made = hand_in(outside)
    assert (made.kind, made.place) == ("external", 1)
    assert kept(number) == outside
    assert sign(number, "chu-tri.thu-truong", test_ca / "chu-tri.thu-truong.p12").place == 2
    assert inspect(kept(number), signing.trust()).sound


def test_whoever_asks_is_told_whether_a_file_is_the_paper_and_its_latest_revision(annex, test_ca):
    _, number = annex
    approve(number)
    for handle in SIGNERS[:2]:
        sign(number, handle, test_ca / f"{handle}.p12")
    latest = kept(number)
    original = wiring.archive().get(row(number).sha256)
    with wiring.unit_of_work() as session:
        first = wiring.archive().get(session.scalars(queries.signatures_of(number)).first().sha256)
        ask = {
            name: verification.check(session, data)
            for name, data in {
                "latest": latest,
                "cut back": first,
                "unsigned": original,
                "altered": latest[:5000] + bytes([latest[5000] ^ 1]) + latest[5001:],
                "other": b"%PDF-1.7 other",
                "text": "văn bản".encode(),
            }.items()
        }
    assert {name: found.verdict.value for name, found in ask.items()} == {
        "latest": "current",
        "cut back": "outdated",
        "unsigned": "outdated",
        "altered": "broken",
        "other": "unknown",
        "text": "unknown",
    }
    assert "bản có 1 trên 2 chữ ký" in " ".join(said.vi for said in ask["cut back"].said)
    assert "bản có 0 trên 2 chữ ký" in " ".join(said.vi for said in ask["unsigned"].said)
    assert "TEST" in " ".join(said.vi for said in ask["latest"].said)
    assert ask["text"].file is None
