"""Agreements of the three houses: drafted, issued, signed by three in order, ordered task by task."""

from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest

from actions import agreements, filled_form, issuing, outbox, people, rehearsal, signing, wiring
from documents.signing import development
from models import queries, samples
from models.agreements import Split
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Method
from models.tables import Document
from tests.actions.houses import ON

JULY = date(2025, 7, 7)
DAY = timedelta(days=1)
FORM = {
    "title": "Hợp tác phát triển ngành hàng cá tra",
    "province": "Đồng Nai",
    "state": {"name": rehearsal.house("ppc")},
    "institute": {"name": rehearsal.house("host"), "address": "Phường Trấn Biên"},
    "enterprise": {"name": rehearsal.house("enterprise")},
    "fund": {"state": "50%", "institute": "20%", "enterprise": "30%"},
    "own": {"institute": "70%", "state": "0%", "enterprise": "30%"},
    "gain": {"state": "0,1", "institute": "0,4", "enterprise": "0,5"},
    "state_reserves": False,
    "starts_on": "05/01/2026",
    "ends_on": "31/12/2030",
    "tasks": [
        {
            "title": "Chiết xuất collagen từ da cá tra",
            "product": "Một quy trình",
            "budget_vnd": "2.000.000.000",
            "months": 24,
        },
        {"title": "Giống cá tra chịu mặn"},
    ],
}


def form(**changes):
    return filled_form.checked({**FORM, **changes}, agreements.AgreementForm)


def act(deed, *given, handle="so.chuyen-vien", on=ON, **more):
    with wiring.unit_of_work() as session:
        return deed(session, *given, people.find(session, handle), on=on, **more)


def draft(handle="so.chuyen-vien", on=ON, code="", **changes):
    return act(agreements.draft, form(**changes), handle=handle, on=on, code=code)


def issue(code, on=ON, handle="so.truong-phong"):
    with wiring.unit_of_work() as session:
        return agreements.issue(session, code, people.find(session, handle), on=on).id


def signed(code, on=ON, handle="so.giam-doc", signed_on=None, evidence="bản giấy lưu tại Văn thư Sở"):
    return act(agreements.note_signed, code, signed_on or on, handle=handle, on=on, evidence=evidence)


def sheet(code, on=ON, handle="so.chuyen-vien"):
    with wiring.unit_of_work() as session:
        return agreements.agreement_sheet(session, code, people.find(session, handle), on)


def order(code, *numbers, on=ON, handle="so.chuyen-vien"):
    return act(agreements.order, code, handle=handle, on=on, numbers=numbers)


def test_the_agreement_of_dong_thap_is_drafted_signed_and_ordered_task_by_task(house):
    filled = filled_form.read(samples.path("dong-thap.yaml"), agreements.AgreementForm)
    code = act(agreements.draft, filled, on=JULY)
    assert code == "TT-DT-2025-001"
    drafted = sheet(code, JULY)
    assert drafted.parties == (
        "Nhà nước: Ủy ban nhân dân tỉnh Đồng Tháp",
        "Nhà khoa học: Đại học Quốc gia Thành phố Hồ Chí Minh",
        "Nhà doanh nghiệp: Công ty cổ phần Vĩnh Hoàn",
    )
    assert (len(drafted.items), drafted.state) == (10, "dự thảo")
    assert any("Tỷ lệ hưởng lợi ích" in each for each in drafted.missing)
    issue(code, JULY)
    signed(code, JULY)
    ordered = order(code, on=JULY + DAY)
    assert [each.code for each in ordered] == [f"DT-2025-{number:03d}" for number in range(1, 11)]
    tasks = [house.dossier(each.code) for each in ordered]
    assert {task.host.name for task in tasks} == {"Đại học Quốc gia Thành phố Hồ Chí Minh"}
    assert {task.recipient.name for task in tasks} == {"Công ty cổ phần Vĩnh Hoàn"}
    assert {task.orderer.name for task in tasks} == {"Ủy ban nhân dân tỉnh Đồng Tháp"}
    assert {task.method for task in tasks} == {Method.DIRECT}
    assert all(task.item13 and task.state_share is None for task in tasks)
    early, late = sheet(code, JULY + 120 * DAY), sheet(code, JULY + 121 * DAY)
    assert (early.ordered, early.unsigned) == (10, 0)
    assert late.unsigned == 10
    assert {item.state for item in late.items} == {"Đặt hàng"}
    assert house.chain_is_whole()


def test_what_the_agreement_holds_is_on_the_ordering_sheet(house):
    code = draft()
    issue(code)
    signed(code)
    [made] = order(code, 1)
    task = house.dossier(made.code)
    assert (task.budget_vnd, task.state_share, task.months) == (2_000_000_000, Decimal("0.5"), 24)
    assert task.clears.missing() == ()
    assert task.clears.result == "Một quy trình"
    assert task.clears.when == date(2028, 1, 5)
    assert "đặt hàng nhiệm vụ số 1 của thỏa thuận" in house.journal(made.code)[-1]
    assert sheet(code).items[0].code == made.code
    assert sheet(code).items[1].code is None


def test_a_task_is_ordered_once_and_only_from_a_signed_agreement(house):
    code = draft()
    issue(code)
    with pytest.raises(Refused, match="chưa được ba bên ký"):
        order(code)
    signed(code)
    order(code, 2)
    with pytest.raises(Refused, match="đã đặt hàng"):
        order(code, 2)
    with pytest.raises(NotFound, match="số 7"):
        order(code, 7)
    assert [each.number for each in order(code)] == [1]
    with pytest.raises(Refused, match="Mọi nhiệm vụ"):
        order(code)
    with pytest.raises(Refused, match="hết hiệu lực"):
        order(code, 1, on=date(2031, 1, 2))


def test_a_task_whose_contract_is_signed_waits_no_longer(house):
    code = draft()
    issue(code)
    signed(code)
    [made] = order(code, 1)
    with wiring.unit_of_work() as session:
        session.scalars(queries.task_by_code(made.code)).one().contract_signed_on = ON + 30 * DAY
    [first, second] = sheet(code, ON + 200 * DAY).items
    assert (first.waits_days, first.contract_unsigned) == (None, False)
    assert (second.waits_days, second.contract_unsigned) == (200, True)


def test_the_paper_is_numbered_once_promised_and_kept(house):
    code = draft()
    number = issue(code)
    assert issue(code) == number
    with wiring.unit_of_work() as session:
        row = session.get_one(Document, number)
        assert (row.number_text, row.file_notation) == ("01/2026/BTT-HTBB", f"{code}.001")
        assert (row.task_id, row.session_id, row.facts["agreement"]) == (None, None, code)
    with outbox.taken() as promise:
        assert promise.kind == outbox.Kind.PAPER
        assert promise.facts == {"document": number}
    kept = issuing.keep(number)
    with pypdfium2.PdfDocument(wiring.archive().get(kept)) as pdf:
        assert pdf.get_page(0).get_textpage().get_text_bounded().count("Bên A") == 1
    assert sheet(code).sha256 == kept
    assert sheet(code).state == "chờ ký"


def test_a_draft_is_written_anew_until_it_is_issued(house):
    code = draft()
    again = draft(code=code, tasks=[{"title": "Chỉ còn một nhiệm vụ"}], gain={})
    assert again == code
    assert [item.title for item in sheet(code).items] == ["Chỉ còn một nhiệm vụ"]
    assert sheet(code).gain == Split()
    issue(code)
    with pytest.raises(Refused, match="đã ban hành"):
        draft(code=code)
    with pytest.raises(NotFound, match="TT-XX"):
        draft(code="TT-XX-2026-001")


def test_terms_that_contradict_themselves_are_refused_with_every_reason_and_nothing_is_kept(house):
    with pytest.raises(Refused) as refused:
        draft(gain={"state": "90%", "institute": "5%", "enterprise": "10%"}, tasks=[])
    assert len(refused.value.reasons) == 3
    with pytest.raises(NotFound):
        sheet("TT-DN-2026-001")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fund": {"state": "nửa"}}, "không phải tỷ lệ"),
        ({"fund": {"state": "150%"}}, "lớn hơn mức cho phép"),
        ({"tasks": [{"title": "Một", "budget_vnd": "hai tỷ"}]}, "không phải số tiền"),
        ({"chủ nhiệm": "x"}, "không có mục này"),
        ({"state": {}}, "còn thiếu"),
        ({"starts_on": "sớm"}, "không phải là ngày"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_in_vietnamese(changes, said):
    with pytest.raises(BadInput, match=said):
        form(**changes)


def test_a_file_that_is_no_form_is_told(tmp_path):
    for name, text, said in (("a.yaml", "- 1", "theo mẫu"), ("b.yaml", "a: [", "YAML")):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        with pytest.raises(BadInput, match=said):
            filled_form.read(file, agreements.AgreementForm)
    with pytest.raises(BadInput, match="Không đọc được"):
        filled_form.read(tmp_path / "c.yaml", agreements.AgreementForm)


@pytest.mark.parametrize(
    ("handle", "may"),
    [
        ("so.chuyen-vien", True), ("so.truong-phong", True), ("so.giam-doc", True), ("dat-hang", False),
        ("chu-tri", False), ("tiep-nhan", False), ("hoi-dong.1", False), ("so.quan-tri", False),
    ],
)  # fmt: skip
def test_the_department_keeps_agreements_and_nobody_else(house, handle, may):
    if may:
        assert draft(handle)
    else:
        with pytest.raises(NotPermitted, match="thỏa thuận ba bên"):
            draft(handle)


def test_the_director_alone_notes_the_signing_with_what_was_seen(house):
    code = draft()
    with pytest.raises(Refused) as refused:
        signed(code, evidence=" ")
    assert len(refused.value.reasons) == 2
    issue(code)
    with pytest.raises(NotPermitted):
        signed(code, handle="so.truong-phong")
    with pytest.raises(Refused, match="tương lai"):
        signed(code, signed_on=ON + DAY)
    with pytest.raises(Refused, match="trước ngày ban hành"):
        signed(code, signed_on=ON - DAY)
    assert "ba bên đã ký" in signed(code)
    with pytest.raises(Refused, match="đã được ghi nhận"):
        signed(code)


def test_a_party_sees_its_own_agreement_and_a_stranger_none(house):
    code = draft()
    assert sheet(code, handle="tiep-nhan").code == code
    with pytest.raises(NotPermitted):
        sheet(code, handle="htx")
    with wiring.unit_of_work() as session:
        seen = {
            handle: len(agreements.agreements(session, people.find(session, handle), ON))
            for handle in ("so.phap-che", "chu-tri", "htx", "ubnd.chu-tich")
        }
    assert seen == {"so.phap-che": 1, "chu-tri": 1, "htx": 0, "ubnd.chu-tich": 1}


def test_a_draft_bears_no_number_and_says_so_on_every_page(house):
    code = draft()
    with wiring.unit_of_work() as session:
        data = agreements.draft_paper(session, code, people.find(session, "tiep-nhan"), ON).data
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert all("DỰ THẢO" in page for page in pages)
    assert "……/2026/BTT-HTBB" in pages[0]
    assert [each for each in (house.home / "archive").rglob("*") if each.is_file()] == []


SIGNERS = ("ubnd.chu-tich", "chu-tri.thu-truong", "tiep-nhan")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    parts = {part.handle: part for part in rehearsal.CAST}
    folder = tmp_path_factory.mktemp("agreement") / "ca"
    holders = [
        development.Holder(handle, parts[handle].title, rehearsal.house(parts[handle].house))
        for handle in SIGNERS
    ]
    development.make(folder, holders, wiring.now())
    return folder


def test_three_sign_with_their_keys_in_order_each_for_its_own_house(house, keys, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_SIGNING_TEST_CA", str(keys))
    wiring.settings.cache_clear()
    code = draft()
    document = issue(code)
    issuing.keep(document)
    act(signing.approve, document, handle="so.truong-phong")

    def sign(handle):
        with wiring.unit_of_work() as session:
            key, who = str(keys / f"{handle}.p12"), people.find(session, handle)
            return signing.sign(session, document, who, key, development.PASSPHRASE, on=ON)

    with pytest.raises(NotPermitted):
        sign("chu-tri.thu-truong")
    assert sign(SIGNERS[0]).place == 1
    with pytest.raises(Refused, match="còn thiếu chữ ký số"):
        signed(code)
    assert [sign(handle).place for handle in SIGNERS[1:]] == [2, 3]
    assert "đủ ba chữ ký số" in signed(code, evidence="")
    assert [place.by for place in sheet(code).signatures] == [
        "Chủ tịch Ủy ban nhân dân tỉnh", "Thủ trưởng tổ chức chủ trì", "Đại diện doanh nghiệp tiếp nhận",
    ]  # fmt: skip
    with wiring.unit_of_work() as session:
        tags = [link.tag for link in session.scalars(queries.audit_chain())]
    assert tags.count("agreement:document:signed") == 3
    assert house.chain_is_whole()


def test_only_the_parties_of_the_agreement_sign_it(house, keys):
    code = draft(enterprise={"name": rehearsal.house("cooperative")})
    document = issue(code)
    issuing.keep(document)
    with pytest.raises(NotPermitted, match="duyệt"):
        act(signing.approve, document, handle="tiep-nhan")
    act(signing.approve, document, handle="so.truong-phong")
    with wiring.unit_of_work() as session:
        key, stranger = str(keys / "tiep-nhan.p12"), people.find(session, "tiep-nhan")
        with pytest.raises(NotPermitted):
            signing.sign(session, document, stranger, key, "x", on=ON)


def test_an_agreement_has_no_window_and_its_paper_waits_for_none(house):
    from flows.drawing import picture_of  # noqa: PLC0415 - Prefect is heavy: for this test alone

    with wiring.unit_of_work() as session:
        assert picture_of(session, "agreement:TT-DN-2026-001", ON) is None
