"""TCVN3 and VNI: Vietnamese written with the fonts of before Unicode.

Both put Vietnamese letters on the code points of western ones, so a file opened without its font reads
``®Ò tµi`` (TCVN3) or ``Ñeà taøi`` (VNI) for "Đề tài". The tables are complete: TCVN 5712:1993 VN3 as used
by the .Vn fonts, and VNI-Windows. TCVN3 has capitals only for Ă Â Đ Ê Ô Ơ Ư: the others were a matter of
font (.VnTimeH), so their case is restored from the letters around them and may stay lower at a word's
start.

Text is converted only when its words become Vietnamese syllables by it and are no such syllables as they
stand. One letter that Latin-1 lacks (ệ, ư, đ ...) proves Unicode, and nothing is touched.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_TCVN3_CODES: Final = (
    "\xb5\xb8\xb6\xb7\xb9\xa8\xbb\xbe\xbc\xbd\xc6\xa9\xc7\xca\xc8\xc9\xcb\xae"
    "\xcc\xd0\xce\xcf\xd1\xaa\xd2\xd5\xd3\xd4\xd6\xd7\xdd\xd8\xdc\xde"
    "\xdf\xe3\xe1\xe2\xe4\xab\xe5\xe8\xe6\xe7\xe9\xac\xea\xed\xeb\xec\xee"
    "\xef\xf3\xf1\xf2\xf4\xad\xf5\xf8\xf6\xf7\xf9\xfa\xfd\xfb\xfc\xfe"
    "\xa1\xa2\xa7\xa3\xa4\xa5\xa6"
)
_TCVN3_LETTERS: Final = (
    "àáảãạăằắẳẵặâầấẩẫậđ"
    "èéẻẽẹêềếểễệìíỉĩị"
    "òóỏõọôồốổỗộơờớởỡợ"
    "ùúủũụưừứửữựỳýỷỹỵ"
    "ĂÂĐÊÔƠƯ"
)  # fmt: skip
TCVN3: Final = dict(zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True))
"""Each TCVN3 code point, read as Latin-1, and the letter it stands for."""

_TONES: Final = {"": "", "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROOFED: Final = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVED: Final = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE: Final = {"ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    lower = dict(_VNI_ALONE)
    for base, letter, marks in (
        ("a", "a", _TONES),
        ("a", "â", _ROOFED),
        ("a", "ă", _BREVED),
        ("e", "e", _TONES),
        ("e", "ê", _ROOFED),
        ("o", "o", _TONES),
        ("o", "ô", _ROOFED),
        ("u", "u", _TONES),
        ("y", "y", {mark: tone for mark, tone in _TONES.items() if mark != "ï"}),
        ("ô", "ơ", _TONES),
        ("ö", "ư", _TONES),
    ):
        for mark, tone in marks.items():
            lower[base + mark] = unicodedata.normalize("NFC", letter + tone)
    plain = {code: letter for code, letter in lower.items() if code != letter or not code.isascii()}
    upper = {code.upper(): letter.upper() for code, letter in plain.items()}
    titled = {code[0].upper() + code[1:]: letter.upper() for code, letter in plain.items()}
    return plain | titled | upper


VNI: Final = _vni_table()
"""Each VNI sequence (one or two characters, read as Latin-1) and the letter it stands for."""

_VNI_SEQUENCE: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_WORDS: Final = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\xa0\u2000-\u206f]+")
_UNITS: Final = frozenset({"µm", "µg", "µl", "µM", "µs", "µL"})
_BEYOND_LATIN_1: Final = re.compile("[\u0100-\u024f\u1e00-\u1eff]")

_TONE_MARKS: Final = "\u0300\u0301\u0303\u0309\u0323"
_STOPS: Final = ("c", "ch", "p", "t")
_TONES_BEFORE_STOP: Final = "\u0301\u0323"
_ONSETS: Final = (
    "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"  # the empty onset comes last
)
_RHYMES: Final = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong "
    "ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya "
    "uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y yêm yên yêng yêt yêu"
)
_SYLLABLE: Final = re.compile(f"({_ONSETS})({'|'.join(sorted(_RHYMES.split(), key=len, reverse=True))})\\Z")
_ABBREVIATION: Final = re.compile(r"[A-ZĐÂĂÊÔƠƯ]{2,8}\Z")
_ROOFED_LETTERS: Final = "ăâêôơư"
_EITHER_VOWEL: Final = ("oa", "oe", "uy")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable, its tone where Vietnamese puts it, or an abbreviation."""
    if _ABBREVIATION.match(word):
        return True
    letters: list[str] = []
    tone, tone_at = "", -1
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _TONE_MARKS:
            if tone:
                return False
            tone, tone_at = character, len(letters) - 1
        elif unicodedata.combining(character) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + character)
        else:
            letters.append(character)
    found = _SYLLABLE.match("".join(letters))
    if not found:
        return False
    onset, rhyme = found.groups()
    vowels = rhyme.rstrip("cghmnpt")
    coda = rhyme[len(vowels) :]
    if not tone:
        return coda not in _STOPS
    if coda in _STOPS and tone not in _TONES_BEFORE_STOP:
        return False
    return tone_at - len(onset) in _tone_places(vowels, coda)


def _tone_places(vowels: str, coda: str) -> tuple[int, ...]:
    marked = [index for index, vowel in enumerate(vowels) if vowel in _ROOFED_LETTERS]
    if marked:
        return (marked[-1],)
    if vowels in _EITHER_VOWEL and not coda:
        return (0, 1)
    if len(vowels) == 1 or (len(vowels) == 2 and not coda):  # noqa: PLR2004 - "mía", "của": the tone sits on the first
        return (0,)
    return (1,)


def from_tcvn3(text: str) -> str:
    """Convert TCVN3 text; capitals that TCVN3 leaves to the font follow the letters around them."""
    shouted = _is_shouted(text)
    return "".join(
        _in_case(piece, "".join(TCVN3.get(character, character) for character in piece), shouted=shouted)
        for piece in re.split(r"(\s+)", text)
    )


def _is_shouted(text: str) -> bool:
    plain = [character for character in text if character.isascii() and character.isalpha()]
    return bool(plain) and all(character.isupper() for character in plain)


def _in_case(before: str, after: str, *, shouted: bool) -> str:
    return after.upper() if shouted or _is_shouted(before[1:]) else after


def from_vni(text: str) -> str:
    """Convert VNI text."""
    return _VNI_SEQUENCE.sub(lambda found: VNI[found.group()], text)


def is_unicode_vietnamese(text: str) -> bool:
    """Whether the text holds a letter that Latin-1 lacks, which no old font could have produced."""
    return _BEYOND_LATIN_1.search(text) is not None


def share_of_syllables(text: str) -> float:
    """Return the share of words with marks that are Vietnamese syllables, 0 to 1 (1 where none has marks)."""
    words = _marked_words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def repair(text: str) -> str:
    """Convert text from TCVN3 or VNI when, and only when, that makes Vietnamese of it."""
    if text.isascii() or is_unicode_vietnamese(text):
        return text
    words = _marked_words(text)
    if not words or not any(_is_evidence(word) for word in words):
        return text
    as_it_stands = sum(is_syllable(word.replace("Ð", "Đ")) for word in words)
    convert = max(_CODECS, key=lambda change: _fit(list(map(change, words))))
    best, _ = _fit(list(map(convert, words)))
    if best <= as_it_stands or best < _CONVINCED * len(words):
        return text
    return convert(text)


def _fit(words: list[str]) -> tuple[int, int]:
    """Count the syllables, then the everyday ones: `Cô quan` is "Cơ quan" in VNI, not "Cụ quan" in TCVN3."""
    return sum(map(is_syllable, words)), sum(word.casefold() in _EVERYDAY for word in words)


def _marked_words(text: str) -> list[str]:
    return [
        word
        for word in _WORDS.findall(text)
        if not word.isascii() and len(word) > 1 and word not in _UNITS
    ]  # fmt: skip


def _is_evidence(word: str) -> bool:
    """A soft hyphen alone proves nothing: word processors leave them in ordinary text."""
    return any(not character.isascii() and character != "\xad" for character in word)


_EVERYDAY_WORDS: Final = (
    "của các một những đề tài dự án đơn vị cơ chủ trì tổ chức sở ủy nhân dân tỉnh huyện xã thành phố nghiên "
    "cứu ứng dụng xây dựng phát triển tại sản xuất giống cây nông nghiệp công nghệ kỹ thuật khoa học quản lý "
    "mô hình giải pháp nâng giá thực trạng hiện bảo tồn tâm viện trường đại hội kinh phí thời nghiệm kết quả "
    "xếp loại khá đạt tốt sắc bình hoàn không tháng năm đồng triệu tỷ từ đến tên nhiệm vụ số quyết định hợp "
    "trồng nuôi chất lượng hiệu nguồn lúa cá tôm bò vùng địa bàn quy trình chế biến nước và đánh tiếp nhận sử"
)
_EVERYDAY: Final = frozenset(_EVERYDAY_WORDS.split())
"""Everyday syllables of lists, to choose where both readings are Vietnamese."""
_CODECS: Final[tuple[Callable[[str], str], ...]] = (from_tcvn3, from_vni)
_CONVINCED: Final = 0.8
"""Share of marked words that must become syllables; real titles hold some foreign and run-together words."""
