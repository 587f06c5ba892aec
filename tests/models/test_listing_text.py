"""The characters of a list: repaired where they are broken, untouched where they are right."""

import csv
import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models import samples
from models.listing import legacy
from models.listing.text import clean, clean_lines, fold, plain

with samples.path("tasks.csv").open(encoding="utf-8") as stream:
    ROWS = list(csv.DictReader(stream))
with samples.path("organisations.csv").open(encoding="utf-8") as stream:
    BODIES = [row["name_vi"] for row in csv.DictReader(stream)]
with samples.path("needs.csv").open(encoding="utf-8") as stream:
    NEEDS = [row["title_vi"] for row in csv.DictReader(stream)]
TITLES = [row["title_vi"] for row in ROWS]
REAL = [*TITLES, *BODIES, *NEEDS]
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


def as_tcvn3(text: str) -> str:
    codes = {letter: code for code, letter in legacy.TCVN3.items()}
    return "".join(codes.get(letter, codes.get(letter.lower(), letter)) for letter in text)


def as_vni(text: str) -> str:
    codes = {letter: code for code, letter in reversed(legacy.VNI.items())}
    return "".join(codes.get(letter, letter) for letter in text)


def one_space(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", REAL)
def test_a_real_text_in_unicode_is_never_changed(text):
    assert clean(text) == one_space(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", TITLES)
def test_a_real_title_survives_tcvn3_up_to_the_capitals_that_its_fonts_lose(text):
    assert clean(as_tcvn3(text)).casefold() == one_space(text).casefold()


@pytest.mark.parametrize("text", TITLES)
def test_a_real_title_survives_vni(text):
    assert clean(as_vni(text)) == one_space(text)


@pytest.mark.parametrize("text", TITLES)
def test_a_real_title_in_capitals_survives_vni_and_tcvn3(text):
    shouted = one_space(text).upper()
    assert clean(as_vni(shouted)) == shouted
    assert clean(as_tcvn3(shouted)).casefold() == shouted.casefold()


@pytest.mark.parametrize("text", TITLES)
def test_a_title_is_the_same_in_any_normal_form(text):
    forms = {clean(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.sampled_from(TITLES), st.data())
def test_any_part_of_a_title_in_unicode_is_left_alone(title, data):
    words = title.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    part = " ".join(words[first:last])
    assert clean(part) == unicodedata.normalize("NFC", part)


@given(st.sampled_from(TITLES), st.integers(4, 12), st.data())
def test_a_few_words_of_a_title_in_vni_are_enough_to_know_it(title, count, data):
    words = title.split()
    first = data.draw(st.integers(0, max(0, len(words) - count)))
    part = " ".join(words[first : first + count])
    broken = as_vni(part)
    repaired = clean(broken)
    assert repaired in {part, broken}
    if not all(map(legacy.is_syllable, legacy._marked_words(broken))):  # noqa: SLF001 - the words that are judged
        assert repaired == part


@given(st.text())
@example("\x85ïY")
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " "))
def test_letters_of_the_alphabet_stay_themselves_where_one_proves_unicode(text):
    proven = f"đ {text} ợ"
    assert clean(proven) == one_space(proven)


@given(st.text(alphabet=string.printable))
def test_ascii_without_entities_is_only_set_on_one_line(text):
    bare = text.replace("&", "")
    assert clean(bare) == " ".join(bare.split())


def test_both_tables_know_the_whole_alphabet():
    small = {letter for letter in VIETNAMESE if not letter.isascii()}
    assert small <= set(legacy.TCVN3.values())
    assert small | {letter.upper() for letter in small} <= set(legacy.VNI.values())
    assert len(legacy.TCVN3) == 67 + 7
    assert len(set(legacy.VNI.values())) == 2 * 67


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("®Ò tµi", "đề tài"),
        ("Ñeà taøi", "Đề tài"),
        ("§Ò TµI", "ĐỀ TÀI"),
        ("ÑEÀ TAØI", "ĐỀ TÀI"),
        ("Kh¸", "Khá"),
        ("XuÊt s¾c", "Xuất sắc"),
        ("Xuaát saéc", "Xuất sắc"),
        ("c¬ quan chñ tr×", "cơ quan chủ trì"),
        ("Cô quan chuû trì", "Cơ quan chủ trì"),
        ("t­ vÊn", "tư vấn"),
        ("24 th¸ng", "24 tháng"),
        ("PHƢƠNG", "PHƯƠNG"),
        ("TRƢỜNG", "TRƯỜNG"),
        ("phƣơng", "phương"),
        ("2007/QÐ-UBND", "2007/QĐ-UBND"),
        ("Ðồng Tháp", "Đồng Tháp"),
        ("Ðề tài cấp tỉnh", "Đề tài cấp tỉnh"),
        ("KH&amp;CN", "KH&CN"),
        ("KH&amp;amp;CN", "KH&CN"),
        ("a &lt; b &#45; c", "a < b - c"),
        ("hai  dấu   cách", "hai dấu cách"),
        ("không\u00a0tách", "không tách"),
        ("vô\u200bhình", "vôhình"),
        ("từ\tng\r\ndòng", "từ ng dòng"),
        ("gạch\u00adnối đẹp", "gạchnối đẹp"),
        ("Hòa Bi\u0300nh", "Hòa Bình"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_what_lists_were_seen_to_break_is_repaired(broken, whole):
    assert clean(broken) == whole


@pytest.mark.parametrize(
    "text",
    [
        "KH&CN",
        "R&D; Q&A",
        "5 µm",
        "20 °C",
        "Café São Paulo Müller Nestlé Citroën naïve",
        "hóa học",
        "Hà Nam",
        "lín",
        "Sinh viên",
        "“Trà Vinh” – ‘OCOP’",
        "cácmô hình",
        "1.872/QĐ-UBND",
        "© 2020 ® «x»",
        "https://a.vn/?x=1&copy=2&sect=3",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("một\nhai", ("một", "hai")),
        ("một\r\n\r\nhai ", ("một", "hai")),
        ("một_x000D_\nhai", ("một", "hai")),
        ("một<br/>hai", ("một", "hai")),
        ("one  two\n three", ("one two", "three")),
        ("one two", ("one two",)),
        ("", ()),
    ],
)
def test_the_lines_of_a_cell_are_kept(text, lines):
    assert clean_lines(text) == lines


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đồng Nai", "dong nai"),
        ("ĐỒNG NAI", "Đồng  Nai"),
        ("KH&CN", "KH-CN"),
        ("Hòa Bình", "Hoà Bình"),
        ("“Trà Vinh”", '"Trà Vinh"'),
        ("2018 – 2020", "2018-2020"),
        ("Ðồng Tháp", "Đồng Tháp"),
    ],
)
def test_texts_that_a_person_takes_for_equal_have_one_key(one, other):
    assert fold(one) == fold(other)


def test_the_key_is_plain_and_the_pattern_keeps_its_punctuation():
    assert fold("Từ tháng 8/2008 - 9/2010") == "tu thang 8 2008 9 2010"
    assert plain("Từ tháng 8/2008 - 9/2010") == "tu thang 8/2008 - 9/2010"


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuỷu", "quyết", "giếng", "gì", "hoà", "hòa", "thuở", "ươm", "ỷ", "QĐ"]
)
def test_vietnamese_syllables_are_known(word):
    assert legacy.is_syllable(word)


@pytest.mark.parametrize(
    "word", ["khaù", "Müller", "taứi", "baùn", "tàc", "àb", "Café", "hoặcc", "tốtt", "ñaït"]
)
def test_what_is_no_vietnamese_syllable_is_known_too(word):
    assert not legacy.is_syllable(word)
