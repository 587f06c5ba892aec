"""Signatures: each by its key, in its place, over every byte; whatever is done to a signed file is found."""

import random
import re
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pypdf
import pypdfium2
import pytest
from pypdf.annotations import FreeText

from documents import signing
from documents.signing import Fault, Level, Trust, development
from models.errors import BadInput, Refused
from tests.documents.signed import BODIES, TITLES, Desk, now

DIGITS = re.compile(rb"<[0-9A-Fa-f]{2000,}>")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk") / "ca")


@pytest.fixture(scope="module")
def stamped(desk):
    """One signature with a timestamp."""
    prepared = signing.prepare(desk.paper.data, desk.places[:1])
    return desk.sign(prepared, 0, "state", test_tsa=signing.development_tsa(desk.folder))


# Making.


def test_places_are_made_alike_each_time_and_leave_the_paper_as_it_was(desk):
    assert signing.prepare(desk.paper.data, desk.places) == desk.prepared
    assert desk.prepared.startswith(desk.paper.data)
    found = desk.look(desk.prepared)
    assert found.waiting == ("ChuKy1", "ChuKy2", "ChuKy3")
    assert found.faults == (Fault.NO_SIGNATURE,)
    assert not found.sound


def test_three_parties_sign_in_order_and_all_signatures_hold(desk):
    found = desk.look(desk.revisions[-1])
    assert found.sound
    assert found.intact
    assert found.is_test
    assert [each.field for each in found.signatures] == ["ChuKy1", "ChuKy2", "ChuKy3"]
    assert tuple(each.certificate.holder for each in found.signatures) == TITLES
    assert tuple(each.certificate.organisation for each in found.signatures) == BODIES
    assert [each.covers_file for each in found.signatures] == [False, False, True]
    assert [each.revision for each in found.signatures] == [3, 4, 5]
    assert {each.level for each in found.signatures} == {Level.BASIC}
    assert found.waiting == ()


def test_a_place_is_signed_once_and_only_where_there_is_one(desk):
    with pytest.raises(BadInput, match="Không ký được vào ô ChuKy1"):
        desk.sign(desk.revisions[1], 0, "state")
    with pytest.raises(BadInput, match="Không ký được vào ô ChuKy2"):
        desk.sign(signing.prepare(desk.paper.data, desk.places[:1]), 1, "institute")
    with pytest.raises(BadInput):
        signing.prepare(b"%PDF-1.7 no paper", desk.places)


def test_the_page_tells_who_signed_and_when_inside_the_place(desk):
    with pypdfium2.PdfDocument(desk.revisions[-1]) as pdf:
        pdf.init_forms()
        page = pdf[0]
        image = page.render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
        height = page.get_height()
    bare = pypdfium2.PdfDocument(desk.paper.data)[0].render(scale=1).to_pil().convert("RGB")
    changed = {
        (x, y)
        for x in range(image.width)
        for y in range(image.height)
        if image.getpixel((x, y)) != bare.getpixel((x, y))
    }
    assert len(changed) > 500
    for x, y in changed:
        assert any(p.x1 - 2 <= x <= p.x2 + 2 and p.y1 - 2 <= height - y <= p.y2 + 2 for p in desk.places)
    look = pypdf.PdfReader(BytesIO(desk.revisions[-1])).pages[0]["/Annots"][0].get_object()["/AP"]["/N"]
    assert look.get_object()["/BBox"][2] <= 70 / 25.4 * 72 + 1


def test_no_picture_is_drawn_for_a_signature(desk):
    with pikepdf.open(BytesIO(desk.revisions[-1])) as pdf:
        images = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert images == []


def test_a_timestamp_proves_the_day(desk, stamped):
    found = desk.look(stamped)
    assert found.sound
    (one,) = found.signatures
    assert one.level is Level.TIMED
    assert abs((one.stamped_at - one.claimed_at).total_seconds()) < 60


def test_a_paper_signed_outside_its_trust_is_whole_but_not_trusted(stamped, tmp_path):
    other = Desk(tmp_path / "other")
    found = signing.inspect(stamped, other.trust)
    assert found.intact
    assert not found.sound
    assert Fault.UNTRUSTED in found.signatures[0].faults
    assert signing.inspect(stamped, Trust()).signatures[0].faults == (Fault.UNKNOWN_ROOTS,)


def test_a_revoked_certificate_is_told(desk):
    signed = desk.sign(signing.prepare(desk.paper.data, desk.places[:1]), 0, "revoked")
    (one,) = desk.look(signed).signatures
    assert one.faults == (Fault.REVOKED,)
    assert one.intact


def test_poppler_agrees(desk, tmp_path):
    program = shutil.which("pdfsig")
    if program is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    file = tmp_path / "signed.pdf"
    file.write_bytes(desk.revisions[-1])
    said = subprocess.run([program, file], capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603 - our own file
    assert said.count("Signature is Valid.") == 3
    assert said.count("Total document signed") == 1
    assert said.index("Total document signed") > said.index("Signature #3")


# Tampering.


def test_one_byte_changed_anywhere_is_found(desk, stamped):
    """Sampled here; every digit of the container was tried once, with none missed (docs/decisions/0010)."""
    dice = random.Random(20261122)  # noqa: S311 - a sample, not a secret
    (start, end) = DIGITS.search(stamped).span()
    used = start + 1 + 2 * (4 + int(stamped[start + 5 : start + 9], 16))
    offsets = {start, end - 1, end - 2, used, 0, len(stamped) - 1, start + 7, start + 8}
    offsets |= set(dice.sample(range(len(stamped)), 20)) | set(dice.sample(range(start, used), 45))
    missed = []
    for offset in sorted(offsets):
        changed = bytearray(stamped)
        changed[offset] ^= 1 << dice.randrange(8)
        if desk.look(bytes(changed)).sound:
            missed.append(offset)
    assert missed == []


def test_a_byte_of_any_of_three_signatures_is_found(desk):
    dice = random.Random(7)  # noqa: S311 - a sample, not a secret
    signed = desk.revisions[-1]
    spots = [dice.randrange(*each.span()) for each in DIGITS.finditer(signed) for _ in range(2)]
    assert len(spots) == 6
    for offset in [*spots, *dice.sample(range(len(signed)), 3)]:
        changed = bytearray(signed)
        changed[offset] ^= 0x01
        assert not desk.look(bytes(changed)).sound, offset


def test_a_file_saved_anew_is_not_the_signed_one(desk, stamped):
    out = BytesIO()
    with pikepdf.open(BytesIO(stamped)) as pdf:
        pdf.save(out)
    assert not desk.look(out.getvalue()).intact


def test_an_overlay_added_after_the_signatures_is_found(desk):
    for revision in (desk.revisions[1], desk.revisions[-1]):
        reader = pypdf.PdfReader(BytesIO(revision))
        writer = pypdf.PdfWriter(reader, incremental=True)
        writer.add_annotation(0, FreeText(text="1.000.000.000 đ", rect=(100, 400, 300, 430)))
        out = BytesIO()
        writer.write(out)
        assert out.getvalue().startswith(revision)
        found = desk.look(out.getvalue())
        assert not found.intact
        assert Fault.UNSIGNED_TAIL in found.faults


def test_what_is_appended_is_found(desk, stamped):
    for tail in (b"\n", b"%%EOF\n", b"\0" * 100, b"x"):
        assert not desk.look(stamped + tail).sound


def test_a_file_cut_back_to_an_earlier_signature_shows_the_places_left_unsigned(desk):
    found = desk.look(desk.revisions[1])
    assert len(found.signatures) == 1
    assert found.waiting == ("ChuKy2", "ChuKy3")
    for cut in (len(desk.revisions[-1]) - 1, len(desk.revisions[1]) + 500, 5000):
        assert not desk.look(desk.revisions[-1][:cut]).sound


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"%PDF-" + bytes(2000), b"\x00\xff" * 50, b"%PDF-1.7\n" + b"[" * 20_000]
)
def test_rubbish_gets_an_answer_and_no_traceback(desk, data, capfd):
    assert desk.look(data).faults == (Fault.UNREADABLE,)
    assert capfd.readouterr().err == ""


# Signing outside.


def outside(desk, pdf, place=0, party="state", **more):
    return desk.sign(pdf, place, party, **more)


def test_what_comes_back_is_what_went_out_and_one_signature(desk):
    signed = outside(desk, desk.prepared)
    one = signing.take_back(desk.prepared, signed, "ChuKy1", desk.trust)
    assert one.certificate.holder == TITLES[0]
    further = outside(desk, signed, 1, "institute")
    assert signing.take_back(signed, further, "ChuKy2", desk.trust).certificate.holder == TITLES[1]


def _with_note(desk):
    writer = pypdf.PdfWriter(pypdf.PdfReader(BytesIO(desk.prepared)), incremental=True)
    writer.add_annotation(0, FreeText(text="sửa", rect=(100, 400, 300, 430)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


WRONG = {
    "unsigned": (lambda desk: desk.prepared, "chưa được ký"),
    "another file": (lambda desk: desk.paper.data, "không giữ nguyên từng byte"),
    "saved anew": (lambda desk: b"%PDF-1.6" + outside(desk, desk.prepared)[8:], "không giữ nguyên từng byte"),
    "another place": (lambda desk: outside(desk, desk.prepared, 1, "institute"), "ô «ChuKy1»"),
    "two signatures": (
        lambda desk: outside(desk, outside(desk, desk.prepared), 1, "institute"),
        "đúng một chữ ký mới",
    ),
    "changed before it was signed": (lambda desk: outside(desk, _with_note(desk)), "bị sửa nội dung"),
    "changed after it was signed": (
        lambda desk: outside(desk, desk.prepared) + b"%%EOF\n",
        "nội dung khác|chữ ký mới",
    ),
    "revoked": (lambda desk: outside(desk, desk.prepared, 0, "revoked"), "đã bị thu hồi"),
    "damaged": (lambda desk: outside(desk, desk.prepared)[:-400], "chữ ký mới"),
}


@pytest.mark.parametrize("case", WRONG)
def test_anything_else_that_comes_back_is_refused_with_the_reason(desk, case):
    made, reason = WRONG[case]
    with pytest.raises(BadInput, match=reason):
        signing.take_back(desk.prepared, made(desk), "ChuKy1", desk.trust)


# Keys and trust.


def test_the_development_ca_keeps_its_keys_to_itself_and_is_made_once(desk):
    assert {file.stat().st_mode & 0o777 for file in desk.folder.iterdir()} == {0o600}
    with pytest.raises(Refused, match="đã có CA thử nghiệm"):
        development.make(desk.folder, (), now())
    assert signing.holder(desk.key("state"), development.PASSPHRASE).is_test


def test_keys_that_cannot_be_used_are_told_in_sentences(desk, tmp_path):
    with pytest.raises(BadInput, match="Mật khẩu sai"):
        signing.holder(desk.key("state"), "sai")
    with pytest.raises(BadInput, match="Không đọc được"):
        signing.holder(str(tmp_path / "none.p12"), "")
    with pytest.raises(BadInput, match="pkcs11:token="):
        signing.holder("pkcs11:token=x", "")
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(BadInput, match="không chứa chứng thư"):
        Trust.read([tmp_path])
    with pytest.raises(BadInput, match="Không đọc được chứng thư gốc"):
        Trust.read([tmp_path / "none.pem"])
