"""Word twins of papers on record: fetched, edited as an office does, handed back, compared in words."""

import hashlib
import io
import json
import os
import zipfile

import docx
import pyotp
import pytest
from typer.testing import CliRunner

from actions import issuing, papers, people, signing, twins, wiring
from console.commands import app
from documents.twins import Manner
from models import queries
from models.errors import NotFound, NotPermitted, Refused
from models.language import Verdict
from models.tables import Submission
from tests.actions.houses import ON
from tests.documents import uploads

OFFICER, HOST = "so.chuyen-vien", "chu-tri"


@pytest.fixture
def contract(house):
    """The contract's annex on ownership, issued and not approved yet: code of the task, number of the row."""
    code = house.at("CONTRACT", contract_signed_on=None)
    return code, issuing.issue(code, house.main(code).id, "sign", "ownership-annex", ON)


def fetched(number, handle=OFFICER):
    with wiring.unit_of_work() as session:
        return twins.twin(session, number, people.find(session, handle))


def hand_back(number, data, handle=OFFICER, name="phu-luc.docx"):
    with wiring.unit_of_work() as session:
        return twins.hand_back(session, number, data, name, people.find(session, handle), on=ON)


def returned(number, handle="chu-tri.thu-truong"):
    with wiring.unit_of_work() as session:
        return twins.returned_of(session, number, people.find(session, handle))


def listed(code):
    with wiring.unit_of_work() as session:
        return papers.papers_of(session, code)


def edited(data, *changes):
    """The file after somebody changed it in a word processor and saved it."""
    document = docx.Document(io.BytesIO(data))
    for change in changes:
        change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraph(document, words):
    return next(each for each in document.paragraphs if words in each.text)


def reworded(document):
    """One paragraph worded anew, one added, one taken out."""
    kept = paragraph(document, "Hôm nay")
    kept.runs[0].text = kept.runs[0].text.replace("Hôm nay", "Ngày hôm nay")
    kept.insert_paragraph_before("Hai bên đã thương lượng trên tinh thần hợp tác.")
    paragraph(document, "Căn cứ").clear()


def test_a_twin_is_fetched_by_who_may_see_the_task_and_says_what_the_paper_is(contract):
    code, number = contract
    made = fetched(number, HOST)
    assert made.data == fetched(number).data
    assert made.file_name == f"{code}.001.docx"
    assert "Phụ lục hợp đồng" in made.title
    assert any("PHỤ LỤC HỢP ĐỒNG" in each.text for each in docx.Document(io.BytesIO(made.data)).paragraphs)


def test_another_organisation_neither_fetches_nor_hands_back_nor_reads_what_was_changed(contract):
    _, number = contract
    data = fetched(number).data
    for stranger in ("htx", "dinh-gia", "hoi-dong.1"):
        for act in (fetched, returned, lambda number, stranger: hand_back(number, data, stranger)):
            with pytest.raises(NotPermitted, match="không được xem hồ sơ"):
                act(number, stranger)


def test_what_an_office_changed_is_told_in_words_and_kept_with_the_file(house, contract):
    code, number = contract
    data = edited(fetched(number).data, reworded)
    kept = hand_back(number, data)
    assert {change.manner for change in kept.changes} == {Manner.ADDED, Manner.REMOVED, Manner.CHANGED}
    assert "Thêm: «Hai bên đã thương lượng trên tinh thần hợp tác.»." in [each.vi for each in kept.changes]
    [changed] = [each for each in kept.changes if each.manner is Manner.CHANGED]
    assert (changed.before[:8], changed.after[:13]) == ("Hôm nay,", "Ngày hôm nay,")
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert wiring.archive().get(kept.sha256) == data
    assert returned(number) == (kept,)
    assert house.journal(code)[-1] == (
        f"Chuyên viên Phòng Quản lý khoa học nộp bản sửa của {kept.number}: 3 chỗ khác."
    )
    assert house.chain_is_whole()


def test_an_unchanged_twin_comes_back_without_a_difference(contract):
    _, number = contract
    kept = hand_back(number, edited(fetched(number).data))
    assert kept.changes == ()
    assert "không khác văn bản đã ban hành" in kept.sentence


def test_the_edited_twin_is_listed_with_the_number_of_its_paper_and_is_no_paper_of_the_stage(house, contract):
    code, number = contract
    kept = hand_back(number, fetched(number).data)
    of_task = listed(code)
    assert [(each.origin, each.paper) for each in of_task if each.origin == "edited"] == [
        ("edited", "ownership-annex")
    ]
    [twin] = [each for each in of_task if each.origin == "edited"]
    assert (twin.id, twin.number) == (kept.id, kept.number)
    assert twin.title == "Bản sửa: Phụ lục hợp đồng về quyền sở hữu và chuyển giao"
    assert "ownership-annex" not in house.main(code).papers_in()
    with wiring.unit_of_work() as session:
        assert session.get_one(Submission, kept.id).document_id == number
        assert papers.fetch(session, kept.sha256).media_type.endswith("wordprocessingml.document")


def test_whoever_edits_a_paper_may_still_decide_at_the_gate(house):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    number = issuing.issue(code, house.main(code).id, "validity", "order-receipt", ON)
    with wiring.unit_of_work() as session:
        actor = people.find(session, OFFICER)
        session.add(
            Submission(
                entry_id=house.main(code).id, paper="order-receipt", person_id=actor.id, on=ON, size=1,
                organisation_id=actor.organisation_id, role="dost_officer", sha256="0" * 64,
                file_name="a.docx", media_type="x", document_id=number,
            )
        )  # fmt: skip
    assert house.decide(code, "validity", OFFICER, Verdict.APPROVE)


def test_the_records_office_the_department_and_the_parties_that_sign_hand_back_and_nobody_else(contract):
    code, number = contract
    data = fetched(number).data
    for handle in ("so.luu-tru", "so.truong-phong", HOST, "chu-tri.thu-truong", "dat-hang"):
        assert hand_back(number, data, handle).document == number
    assert len(returned(number)) == 5
    with wiring.unit_of_work() as session:
        assert twins.handed_back(session, code) == {number: 5}
    for handle in ("tai-chinh", "so.giam-doc", "tiep-nhan", "so.quan-tri"):
        assert fetched(number, handle).data == data
        with pytest.raises(NotPermitted, match="văn thư, phòng chuyên môn và bên ký"):
            hand_back(number, data, handle)


NO_TWINS = {
    "macro": uploads.docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "tự tải nội dung từ bên ngoài": uploads.docx(links=uploads.link("attachedTemplate")),
    "giải nén ra quá lớn": uploads.docx(word__bomb_xml=b"<a>" + b" " * 5_000_000 + b"</a>"),
    "nhận DOCX": uploads.xlsx("1"),
    "không phải bản sửa của": uploads.docx(body="Một văn bản khác"),
    "trống": b"",
}
"""Files that are not taken back, each by the reason."""


def test_a_file_that_is_not_the_edited_twin_is_refused_and_leaves_nothing(contract):
    code, number = contract
    before = list(wiring.archive().list())
    for reason, file in NO_TWINS.items():
        with pytest.raises(Refused, match=reason):
            hand_back(number, file)
    assert list(wiring.archive().list()) == before
    assert not any(each.origin == "edited" for each in listed(code))


def test_an_approved_paper_is_edited_no_more(contract):
    _, number = contract
    data = fetched(number).data
    issuing.keep(number)
    with wiring.unit_of_work() as session:
        signing.approve(session, number, people.find(session, "so.truong-phong"), on=ON)
    with pytest.raises(Refused, match="đã được duyệt hoặc đã ký"):
        hand_back(number, data)


def test_the_secretary_of_the_council_edits_its_minutes_and_other_members_do_not(house):
    code, gate = house.at("IDENTIFY", host=None), "identification-council"
    house.form(code, gate)
    for member in range(1, 8):
        house.vote(code, gate, f"hoi-dong.{member}", agree=True)
    number = issuing.issue(code, house.main(code).id, gate, "identification-minutes", ON)
    data = fetched(number, "hoi-dong.5").data
    assert hand_back(number, data, "hoi-dong.5").by == "Thành viên hội đồng số 5"
    with pytest.raises(NotPermitted):
        hand_back(number, data, "hoi-dong.6")


def test_a_paper_that_states_what_was_decided_has_no_twin(house):
    code = house.order()
    number = issuing.issue(code, house.main(code).id, "validity", "order-receipt", ON)
    with pytest.raises(Refused, match="không có bản Word để sửa"):
        fetched(number)


def test_a_paper_is_meant_by_its_number_its_row_or_its_code_and_a_draft_where_none_is_issued(house, contract):
    code, number = contract
    with wiring.unit_of_work() as session:
        actor = people.find(session, OFFICER)
        [row] = session.scalars(queries.documents_of(house.dossier(code).id))
        for named in (row.number_text, str(number), "ownership-annex"):
            assert twins.document_named(session, code, named) == number
            assert twins.offered(session, code, named, actor, on=ON).document == number
        draft = twins.offered(session, code, "research-contract", actor, on=ON)
        with pytest.raises(NotFound, match="chưa có văn bản «research-contract»"):
            twins.document_named(session, code, "research-contract")
        with pytest.raises(Refused, match="không chờ ban hành"):
            twins.offered(session, code, "transfer-contract", actor, on=ON)
        with pytest.raises(NotPermitted):
            twins.offered(session, code, "research-contract", people.find(session, "htx"), on=ON)
    assert (draft.document, draft.file_name) == (None, f"{code}.research-contract.du-thao.docx")
    first, *_ = docx.Document(io.BytesIO(draft.data)).paragraphs
    assert first.text == "DỰ THẢO"


def test_a_twin_never_holds_a_part_that_acts(contract):
    with zipfile.ZipFile(io.BytesIO(fetched(contract[1]).data)) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"xml", "rels"}


@pytest.fixture
def run(contract, monkeypatch):
    """Run a command in the house of the contract, as a script does."""
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", wiring.settings().database_url.replace("+psycopg", ""))

    def ran(*arguments):
        told = CliRunner().invoke(app, [*map(str, arguments), "--as", OFFICER, "--json"])
        return told.exit_code, json.loads(told.stdout)

    before = dict(os.environ)
    yield ran
    os.environ.clear()  # a command tells this process where the stack is
    os.environ.update(before)


def test_commands_fetch_a_twin_take_it_back_with_a_one_time_code_and_tell_what_changed(
    contract, run, tmp_path, monkeypatch
):
    code, _ = contract
    with wiring.unit_of_work() as session:
        secret = people.authenticator_of(session.scalars(queries.person_by_handle(OFFICER)).one())
    file = tmp_path / "phu-luc.docx"
    assert run("twin", code, "ownership-annex", "--out", file)[0] == 0
    file.write_bytes(edited(file.read_bytes(), reworded))
    monkeypatch.setenv("TRIPLEHELIX_CODE", "000000")
    assert run("return-twin", code, "ownership-annex", file)[0] == 1
    monkeypatch.setenv("TRIPLEHELIX_CODE", pyotp.TOTP(secret).now())
    done, told = run("return-twin", code, "ownership-annex", file)
    assert (done, [each["manner"] for each in told["returned"]["changes"]]) == (
        0,
        ["removed", "added", "changed"],
    )
    done, told = run("twin-changes", code, "ownership-annex")
    assert (done, len(told["returned"])) == (0, 1)
    assert told["returned"][0]["by"] == "Chuyên viên Phòng Quản lý khoa học"
