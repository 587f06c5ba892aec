"""Packages for the archive: the same dossier, the same bytes; whatever is changed in one is found."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.packages import File, Kind, Origin, Package, Paper, SignedBy, check, write
from documents.packages.writing import entry
from models.errors import BadInput, Unavailable

BYTES = {}


def keep(data):
    sha256 = hashlib.sha256(data).hexdigest()
    BYTES[sha256] = data
    return sha256


ISSUED = keep(b"%PDF-1.7 nguyen ban" * 5)
SIGNED = keep(b"%PDF-1.7 nguyen ban, da ky" * 5)
PROPOSAL = keep("Thuyết minh nhiệm vụ".encode())
PDF = "application/pdf"

DECISION = Paper(
    code="approval-decision",
    ordinal=1,
    type_name="Quyết định",
    number="5",
    notation="QĐ-SKHCN",
    issued_on=date(2026, 1, 5),
    organ="Sở Khoa học và Công nghệ",
    subject="Phê duyệt nhiệm vụ\x00 «chiết xuất» & <thử nghiệm>",
    maintenance="Vĩnh viễn",
    files=(
        File("2026.DN-1.001.pdf", Origin.ISSUED, ISSUED, None, PDF),
        File("2026.DN-1.001.ky-1.pdf", Origin.SIGNED, SIGNED, None, PDF),
    ),
    pages=2,
    signatures=(
        SignedBy(
            1, "Giám đốc", "Sở", "CA thử", "01", datetime(2026, 1, 6, tzinfo=UTC), is_test=True, sha256=SIGNED
        ),
    ),
)
HANDED_IN = Paper(
    code="proposal",
    ordinal=2,
    type_name="Thuyết minh",
    number="",
    notation="",
    issued_on=date(2026, 1, 2),
    organ="=Trường",
    subject="Thuyết minh",
    maintenance="50 năm",
    files=(File("2026.DN-1.002.txt", Origin.SUBMITTED, PROPOSAL, len(BYTES[PROPOSAL]), "text/plain"),),
)
PACKAGE = Package(
    kind=Kind.SIP,
    task="DN-1",
    organ="H19",
    catalog=2026,
    title="Quy trình chiết xuất",
    creator="Sở Khoa học và Công nghệ",
    maintenance="Vĩnh viễn",
    rights="",
    description="Hồ sơ",
    papers=(DECISION, HANDED_IN),
)


@pytest.fixture
def packed(tmp_path):
    return write(PACKAGE, BYTES.__getitem__, tmp_path / "goi.zip")


def repacked(path, change):
    """The package with its parts changed and packed anew as the system packs: its lists must notice."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    out = path.with_name("sua.zip")
    with zipfile.ZipFile(out, "w") as packed:
        for name in sorted(parts):
            packed.writestr(entry(name), parts[name])
    return out


def test_the_same_dossier_gives_the_same_bytes(packed, tmp_path):
    again = write(PACKAGE, BYTES.__getitem__, tmp_path / "lai.zip")
    assert again.path.read_bytes() == packed.path.read_bytes()
    assert packed.sha256 == hashlib.sha256(packed.path.read_bytes()).hexdigest()


def test_a_package_as_it_was_made_is_found_whole(packed):
    found = check(packed.path, sha256=packed.sha256)
    assert (found.faults, found.papers, found.files) == ([], 2, 7)
    assert (found.name, found.sha256) == ("SIP_hoso_DN-1", packed.sha256)


def test_it_holds_every_paper_signed_issued_and_handed_in_under_its_file_code(packed):
    with zipfile.ZipFile(packed.path) as package:
        held = {name: package.read(name) for name in package.namelist() if "/data/" in name}
    assert held == {
        "SIP_hoso_DN-1/representations/ban-hanh/data/2026.DN-1.001.pdf": BYTES[ISSUED],
        "SIP_hoso_DN-1/representations/ky-so/data/2026.DN-1.001.ky-1.pdf": BYTES[SIGNED],
        "SIP_hoso_DN-1/representations/giay-nop/data/2026.DN-1.002.txt": BYTES[PROPOSAL],
    }


def test_its_description_has_the_fields_of_the_decree(packed):
    with zipfile.ZipFile(packed.path) as package:
        root = ET.fromstring(package.read("SIP_hoso_DN-1/metadata/descriptive/ho-so.xml"))  # noqa: S314 - our own
        index = package.read("SIP_hoso_DN-1/documentation/muc-luc.csv").decode("utf-8-sig")
    assert root.findtext("File/FileCode/OrganId") == "H19"
    assert root.findtext("File/DocTotal") == "2"
    assert root.findtext("File/EndDate") == "2026-01-05"
    first = root.find("Documents/Document")
    assert first.findtext("Subject") == "Phê duyệt nhiệm vụ «chiết xuất» & <thử nghiệm>"
    assert first.findtext("CodeNotation") == "QĐ-SKHCN"
    assert first.findtext("DigitalSignature/Test") == "true"
    assert "'=Trường" in index  # no word of a party becomes a formula


def test_a_folder_holds_the_same_and_is_checked_alike(tmp_path):
    written = write(PACKAGE, BYTES.__getitem__, tmp_path / "goi")
    assert written.sha256 is None
    assert check(written.path).ok
    (written.path / "SIP_hoso_DN-1" / "them.txt").write_text("thêm")
    assert any("thừa" in fault for fault in check(written.path).faults)


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    written = write(PACKAGE, BYTES.__getitem__, tmp_path / "goi")
    (written.path / "SIP_hoso_DN-1" / "lien-ket.pdf").symlink_to("/etc/passwd")
    assert any("liên kết" in fault for fault in check(written.path).faults)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_byte_changed_anywhere_is_found(tmp_path_factory, data):
    whole = _whole(tmp_path_factory)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    assert not _passes(tmp_path_factory, bytes(changed)), f"byte {at}"


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_package_cut_off_or_with_something_behind_it_is_found(tmp_path_factory, data):
    whole = _whole(tmp_path_factory)
    kept = data.draw(st.integers(0, len(whole) - 1))
    assert not _passes(tmp_path_factory, whole[:kept])
    assert not _passes(tmp_path_factory, whole + data.draw(st.binary(min_size=1, max_size=40)))
    assert not _passes(tmp_path_factory, b"MZ" + whole)


def _whole(tmp_path_factory):
    place = tmp_path_factory.getbasetemp() / "nguyen.zip"
    if not place.exists():
        write(PACKAGE, BYTES.__getitem__, place)
        assert check(place).ok
    return place.read_bytes()


def _passes(tmp_path_factory, data):
    place = tmp_path_factory.getbasetemp() / "doi.zip"
    place.write_bytes(data)
    try:
        return check(place).ok
    except BadInput:
        return False


ROOT = "SIP_hoso_DN-1"
DATA = f"{ROOT}/representations/ban-hanh/data/2026.DN-1.001.pdf"
MANIFEST = f"{ROOT}/manifest-sha256.txt"


def _swap(parts):
    """Change a paper and its line in the manifest: METS and the dossier still know the right hash."""
    parts[DATA] = b"%PDF-1.7 khac"
    forged = hashlib.sha256(parts[DATA]).hexdigest()
    parts[MANIFEST] = parts[MANIFEST].replace(ISSUED.encode(), forged.encode())


def _doctype(parts):
    name = f"{ROOT}/metadata/descriptive/ho-so.xml"
    parts[name] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[name]


def _drop_from_manifest(parts):
    lines = parts[MANIFEST].splitlines(keepends=True)
    parts[MANIFEST] = b"".join(line for line in lines if b"ban-hanh" not in line)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda parts: parts.pop(DATA), "Thiếu tệp representations/ban-hanh"),
        (lambda parts: parts.update({f"{ROOT}/la.exe": b"MZ"}), "la.exe thừa"),
        (lambda parts: parts.update({DATA: b"%PDF-1.7 khac"}), "đã bị thay đổi"),
        (_swap, "METS.xml ghi mã băm"),
        (_drop_from_manifest, "thừa"),
        (_doctype, "DTD"),
        (lambda parts: parts.update({MANIFEST: b"khong phai ma bam\n"}), "Dòng 1"),
        (lambda parts: parts.pop(f"{ROOT}/METS.xml"), "Thiếu tệp METS.xml"),
        (lambda parts: parts.update({"../thoat.txt": b"x"}), "không an toàn"),
        (lambda parts: parts.update({"/etc/passwd": b"x"}), "không an toàn"),
        (lambda parts: parts.update({f"{ROOT}/a\\b.txt": b"x"}), "không an toàn"),
        (lambda parts: parts.update({f"{ROOT}/mets.XML": b"x"}), "lặp lại"),
        (lambda parts: parts.update({"khac/tep.txt": b"x"}), "đúng một thư mục"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(packed, change, sentence):
    found = check(repacked(packed.path, change))
    assert not found.ok
    assert any(sentence in fault for fault in found.faults), found.faults


def test_whoever_changes_every_list_is_found_by_the_hash_that_was_told(packed, tmp_path):
    forged = keep(b"%PDF-1.7 khac han")
    other = replace(DECISION, files=(replace(DECISION.files[0], sha256=forged), DECISION.files[1]))
    fake = write(replace(PACKAGE, papers=(other, HANDED_IN)), BYTES.__getitem__, tmp_path / "gia.zip")
    assert check(fake.path).ok
    assert any("Mã băm của gói" in fault for fault in check(fake.path, sha256=packed.sha256).faults)


def test_compressed_files_are_not_read(packed):
    out = packed.path.with_name("nen.zip")
    with zipfile.ZipFile(packed.path) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as squeezed:
        for name in package.namelist():
            squeezed.writestr(name, package.read(name))
    assert any("nén" in fault for fault in check(out).faults)


def test_what_is_no_package_is_refused(tmp_path):
    (tmp_path / "thu.txt").write_text("không phải gói")
    for path in (tmp_path / "thu.txt", tmp_path / "khong-co.zip"):
        with pytest.raises(BadInput):
            check(path)


def test_nothing_is_overwritten_and_nothing_is_left_half_written(tmp_path):
    out = tmp_path / "goi.zip"

    def broken(_):
        raise Unavailable("Kho lưu trữ không dùng được.")

    with pytest.raises(Unavailable):
        write(PACKAGE, broken, out)
    assert list(tmp_path.iterdir()) == []
    out.write_text("của người khác")
    with pytest.raises(BadInput, match="đã có"):
        write(PACKAGE, BYTES.__getitem__, out)
    assert out.read_text() == "của người khác"


def test_a_paper_whose_size_is_not_the_one_on_record_is_not_packed(tmp_path):
    wrong = replace(HANDED_IN, files=(replace(HANDED_IN.files[0], size=1),))
    with pytest.raises(BadInput, match="kích thước"):
        write(replace(PACKAGE, papers=(wrong,)), BYTES.__getitem__, tmp_path / "goi.zip")
