"""Where the table of a sheet starts, what its heading lines say, and what stands on the lines of a cell.

A sheet is a letter before it is a table: heading lines name the province, the level and the decision; group
rows ("I / CẤP TỈNH") part it; a second table may list base-level tasks; a cell may hold labelled lines
("- Cơ quan chủ trì: ...").
The walk keeps one row in hand and no more, so a list of any length can be read.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from models import provinces
from models.errors import BadInput
from models.listing import words
from models.listing.headers import PERSON, Headings, field_of, read_headings
from models.listing.references import parse_references
from models.listing.text import clean, clean_lines, fold


@dataclass(frozen=True)
class Context:
    """What is said of a row outside its own cells.

    Attributes:
        province: from the heading, or given by whoever imports the list.
        level: code of words.LEVELS, from the heading or the group row.
        field: code of words.FIELDS, from the heading or the group row.
        list_decision_no: the decision to which the list is an annex.
        list_decision_date: the day of that decision.
        accepted_in: the year of a list of accepted results.
    """

    province: str | None = None
    level: str | None = None
    field: str | None = None
    list_decision_no: str | None = None
    list_decision_date: date | None = None
    accepted_in: int | None = None


@dataclass(frozen=True)
class Line:
    """A row of a sheet as it stands.

    Attributes:
        number: the row as a person sees it.
        values: its cells from the first column on.
        repeated: the columns that repeat a merged cell from above.
    """

    number: int
    values: tuple[str, ...]
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RawRow:
    """A row of a list before it is read.

    Attributes:
        number: the row as a person sees it in the spreadsheet.
        cells: heading -> cell as printed, in the order of the columns; persons are left out.
        sheet: the sheet's name; empty for CSV.
        facts: field -> text, with the lines of a cell already parted.
        context: what the heading and the group rows say.
        skipped: why the row is not for this system (a base-level task); empty where it is.
    """

    number: int
    cells: dict[str, str]
    sheet: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    skipped: str = ""


Note = Callable[[str], None]
"""Takes a sentence on what of a list was not read."""

MOST_COLUMNS: Final = 100
"""Columns that are read; lists have up to thirty."""
_LONGEST_HEADING: Final = 80
_HEADER_CELLS: Final = 2
_ROMAN_OR_LETTER: Final = re.compile(r"(?:[IVXLC]+|[A-HĐ])[.)/]?", re.IGNORECASE)
_NUMBERED_GROUP: Final = re.compile(r"\s*(?:[IVX]+|[A-H])\s*[./)]\s")
_COLUMN_NUMBERS: Final = re.compile(r"\(?\d{1,2}\)?")
_TOTAL: Final = re.compile(r"(?:tong cong|tong so|cong)(?: \d+)?(?: (?:nhiem vu|de tai).*)?|tong kinh phi")
_FOOTER: Final = re.compile(r"(?:ghi chu|nguoi lap|noi nhan|thu truong|ky ten|xac nhan cua)\b")
_GROUP_WORDS: Final = re.compile(
    r"\b(?:cap|linh vuc|chuong trinh|nhom|danh muc|khoa hoc|phan|de tai|du an)\b"
)
_ANNEX: Final = re.compile(r"\b(?:kèm theo|ban hành theo|theo)\s+(?:quyết định|qđ)", re.IGNORECASE)
_ACCEPTED_IN: Final = re.compile(r"\bnghiem thu\b.*\bnam (\d{4})\b")
_LABEL: Final = re.compile(r"\A[-–+•*]?\s*(?P<label>[^:]{2,60}?)\s*:\s*(?P<value>.*)\Z")
_SUBHEADINGS: Final = frozenset(
    {"tong", "tong so", "tong cong", "nsnn", "ngan sach nha nuoc", "snkh", "nguon khac", "khac", "von khac"}
    | {"bat dau", "ket thuc", "tu", "den"}
)


def rows_of(
    lines: Iterable[Line], sheet: str = "", given: Context | None = None, note: Note | None = None
) -> Iterator[RawRow]:
    """Walk through a sheet and yield the rows of its tables.

    Args:
        lines: the sheet's rows in order.
        sheet: its name, for messages.
        given: what whoever imports the list knows; the sheet's own words prevail.
        note: takes a sentence for each thing that is not read.

    Raises:
        BadInput: a table without a column of titles, or with two columns for one fact.
    """
    walk = _Walk(sheet, given or Context(), note or (lambda _: None))
    for line in lines:
        row = walk.step(line)
        if row is not None:
            yield row


@dataclass
class _Walk:
    sheet: str
    context: Context
    note: Note
    headings: tuple[str, ...] = ()
    read: Headings | None = None
    title_at: int = -1
    number_at: int = -1
    fresh: bool = False
    columns: list[tuple[int, str, str | None]] = field(default_factory=list)

    def step(self, line: Line) -> RawRow | None:
        values = tuple(value.strip() for value in line.values)
        shown = [index for index, value in enumerate(values) if value]
        if not shown:
            return None
        if _is_header(values):
            self._open_table(values)
        elif self.read is None or (
            not self._is_about_columns(values, shown) and self._is_group(values, shown)
        ):
            self._hear_heading(" ".join(values[index] for index in shown))
        elif self.fresh or self._is_footer(values, shown):
            pass
        elif self.title_at in line.repeated:
            self.note(
                f"{self._place(line)}: phần tiếp theo của nhiệm vụ ở dòng trên (ô gộp), không đọc riêng."
            )
        else:
            return self._row(line, values)
        return None

    def _is_about_columns(self, values: tuple[str, ...], shown: Sequence[int]) -> bool:
        """Take the row right under the headings, where it numbers the columns or parts a merged heading."""
        if self.fresh and self._is_second_header(values):
            self._open_table(self._joined_headings(values))
        elif not (
            self.fresh and len(shown) > 1 and all(_COLUMN_NUMBERS.fullmatch(values[at]) for at in shown)
        ):
            self.fresh = False
        return self.fresh

    def _open_table(self, values: tuple[str, ...]) -> None:
        headings = _unique(values)
        if headings == self.headings:
            return
        read = read_headings(headings)
        for sentence in read.notes():
            self.note(f"Trang tính “{self.sheet}”: {sentence}" if self.sheet else sentence)
        self.headings, self.read, self.fresh = headings, read, True
        fields = [read.fields.get(heading) for heading in headings]
        self.columns = [
            (at, heading or f"({at + 1})", fields[at])
            for at, heading in enumerate(headings)
            if heading not in read.persons
        ]
        self.title_at = fields.index("title")
        self.number_at = fields.index("number") if "number" in fields else -1

    def _is_second_header(self, values: tuple[str, ...]) -> bool:
        """Whether a row holds the sub-headings of merged headings ("Kinh phí" over "Tổng số" and "NSNN")."""
        shown = [value for value in values if value]
        title = values[self.title_at] if self.title_at < len(values) else ""
        return not title and all(fold(value) in _SUBHEADINGS for value in shown)

    def _joined_headings(self, values: tuple[str, ...]) -> tuple[str, ...]:
        joined, above = [], ""
        for index in range(max(len(values), len(self.headings))):
            heading = self.headings[index] if index < len(self.headings) else ""
            below = values[index] if index < len(values) else ""
            above = heading or above
            joined.append(f"{above} {below}" if below else heading)
        return tuple(joined)

    def _is_group(self, values: tuple[str, ...], shown: Sequence[int]) -> bool:
        texts = [index for index in shown if index != self.number_at]
        number = values[self.number_at] if 0 <= self.number_at < len(values) else ""
        if len(texts) != 1:
            return not texts
        text = values[texts[0]]
        if number:
            return bool(_ROMAN_OR_LETTER.fullmatch(number))
        if _NUMBERED_GROUP.match(text):
            return True
        if texts[0] == self.title_at and self.number_at < 0:
            return False
        return text.isupper() or (texts[0] != self.title_at and bool(_GROUP_WORDS.search(fold(text))))

    def _is_footer(self, values: tuple[str, ...], shown: Sequence[int]) -> bool:
        first = fold(values[shown[0]])
        title = fold(values[self.title_at]) if self.title_at < len(values) else ""
        if _TOTAL.fullmatch(first) or _TOTAL.fullmatch(title):
            return True
        return not title and bool(_FOOTER.match(first))

    def _hear_heading(self, text: str) -> None:
        """Take from a heading what it says of all rows below."""
        heard = clean(text)
        changes: dict[str, str] = {}
        if level := words.level_named_in(heard):
            changes["level"] = level
        if science := words.field_named_in(heard):
            changes["field"] = science
        if province := provinces.named_in(heard, only_titled=self.read is not None):
            changes["province"] = province.name
        self.context = replace(self.context, **changes)  # type: ignore[arg-type] # only the text fields are in it
        if year := _ACCEPTED_IN.search(fold(heard)):
            self.context = replace(self.context, accepted_in=int(year[1]))
        if _ANNEX.search(heard):
            self._hear_decision(heard)

    def _hear_decision(self, heard: str) -> None:
        try:
            found = parse_references(heard)
        except BadInput as fault:
            self.note(fault.reasons[0])
            return
        day = found.decision_date.exact() if found.decision_date else None
        if found.decision_no:
            self.context = replace(self.context, list_decision_no=found.decision_no, list_decision_date=day)

    def _row(self, line: Line, values: tuple[str, ...]) -> RawRow:
        cells: dict[str, str] = {}
        facts: dict[str, str] = {}
        for at, heading, name in self.columns:
            lines = clean_lines(values[at]) if at < len(values) else ()
            kept = tuple(text for text in lines if not _names_person(text))
            cells[heading] = "\n".join(kept)
            if name == "title" and kept:
                facts.update(_parted(kept) | {key: text for key, text in facts.items() if key != "title"})
            elif name and kept:
                facts[name] = cells[heading]
        return RawRow(line.number, cells, self.sheet, facts, self.context, self._reason_to_skip(facts))

    def _reason_to_skip(self, facts: dict[str, str]) -> str:
        level = self.context.level
        if "level" in facts:
            try:
                level = words.parse_level(facts["level"]) or level
            except BadInput:
                return ""
        if level is None or level == "provincial":
            return ""
        return f"Đây là nhiệm vụ {words.LEVELS[level]}; hệ thống chỉ nhận nhiệm vụ cấp tỉnh."

    def _place(self, line: Line) -> str:
        return f"Trang tính “{self.sheet}”, dòng {line.number}" if self.sheet else f"Dòng {line.number}"


def _is_header(values: tuple[str, ...]) -> bool:
    if not any(_may_be_heading(value) and field_of(value) == "title" for value in values):
        return False
    return sum(_may_be_heading(value) and field_of(value) is not None for value in values) >= _HEADER_CELLS


def _may_be_heading(value: str) -> bool:
    """Pass over what cannot be a heading, for every row of a list is asked."""
    return 0 < len(value) <= _LONGEST_HEADING and not value[0].isdigit()


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    """Part unknown headings that are printed twice, so that no cell hides another."""
    seen: dict[str, int] = {}
    unique = []
    for value in values:
        heading = clean(value)
        seen[heading] = seen.get(heading, 0) + 1
        again = heading and seen[heading] > 1 and field_of(heading) is None
        unique.append(f"{heading} ({seen[heading]})" if again else heading)
    while unique and not unique[-1]:
        unique.pop()
    return tuple(unique)


def _names_person(text: str) -> bool:
    label = _LABEL.match(text) if ":" in text else None
    return label is not None and field_of(label["label"]) == PERSON


def _parted(lines: Sequence[str]) -> dict[str, str]:
    """Part a title cell into the title and the facts of its labelled lines ("- Cơ quan chủ trì: ...")."""
    facts: dict[str, str] = {}
    current = "title"
    for text in lines:
        label = _LABEL.match(text)
        name = field_of(label["label"]) if label else None
        if label is None and field_of(text) == "objective":
            current = "objective"
        elif label and name and (name != "title" or "title" not in facts):
            if name == "title" and fold(label["label"]) in _PREFIX_LABELS:
                name, value = "title", text
            else:
                value = label["value"]
            current = name
            if value and name not in facts:
                facts[name] = value
        elif current != "title" or fold(facts.get("title", "")) != fold(text):
            facts[current] = f"{facts[current]} {text}" if current in facts else text
    return facts


_PREFIX_LABELS: Final = frozenset({"de tai", "nhiem vu", "du an", "de an", "de tai du an"})
"""Labels that are the kind of the task rather than a heading: "Đề tài: Nghiên cứu ..."."""
