"""Versions of the lifecycle that a province sets of its own: the `versions` of its YAML file, read strictly.

The file is that of `actions.provincial_rules`, refused whole in the same way: every reason with its line. Its
shape stands in docs/extending.md. What differs is written, the rest is that of the version it is based on.
What a text that was read prescribes stays: its stages with their gates, its forms, its deadlines.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

from yaml.nodes import Node

from actions.provincial_rules import day_of, province_of
from actions.yaml_page import Page, is_nothing, words
from models import law
from models.dossier import Dossier, Result
from models.language import Confidence, Deadline, Gate, Paper, Role, Single, Source, Stage
from models.lifecycle import PRESENT, Version
from models.lifecycle.versions import SAME, Amended, amended, faults

_VERSION: Final = {
    "version": "mã phiên bản",
    "name": "tên phiên bản",
    "province": "tên tỉnh, thành phố",
    "source": "trích dẫn văn bản của tỉnh",
    "valid_from": "ngày bắt đầu áp dụng",
    "stages": "các giai đoạn khác đi",
}
_STAGE: Final = {"stage": "mã giai đoạn"}
_CHANGES: Final = ("name", "name_en", "drop", "required", "optional", "papers", "gates", "deadline")
_PAPER: Final = {"paper": "mã giấy tờ", "name": "tên giấy tờ", "by": "các vai được nộp"}
_GATE: Final = {"gate": "mã cửa", "name": "tên cửa", "by": "các vai được quyết định"}
_CODE: Final = re.compile("[a-z0-9][a-z0-9._-]{1,59}")
_NONE: Final = "none"
_DATES: Final = {each.name for each in (*fields(Dossier), *fields(Result)) if each.name.endswith("_on")}
_ROLES: Final = {role.value: role for role in Role}


def read(path: Path) -> tuple[Version, ...]:
    """The versions that the file declares, in its order.

    Raises:
        BadInput: with every reason why the file is refused, each with file and line.
    """
    page = Page(path)
    root = page.root()
    given = page.fields(root, {}, ("rules", "schemes", "versions")) if root is not None else {}
    node = given.get("versions")
    known = {PRESENT.code: PRESENT}
    for each in page.items(node) if node is not None and not is_nothing(node) else ():
        found = _version(page, each, known)
        if found is not None:
            known[found.code] = found
    page.judge()
    return tuple(version for version in known.values() if version is not PRESENT)


def _version(page: Page, node: Node, known: dict[str, Version]) -> Version | None:
    before = len(page.wrong)
    given = page.fields(node, _VERSION, ("name_en", "based_on"))
    if len(page.wrong) > before:
        return None
    code = _code(page, given["version"], "phiên bản")
    if code in known:
        page.refuse(given["version"], f"phiên bản «{code}» đã có; hãy đặt mã khác.")
    first = day_of(page, given["valid_from"])
    province = province_of(page, given["province"], first)
    base = known.get(words(given["based_on"]) if "based_on" in given else PRESENT.code)
    if base is None:
        _unknown(page, given["based_on"], "phiên bản", known)
        return None
    amendments = list(_amendments(page, given["stages"], base))
    if len(page.wrong) > before or province is None or first is None:
        return None
    name = words(given["name"])
    made = amended(
        base,
        Version(
            code,
            name,
            words(given["name_en"]) if "name_en" in given else name,
            Source(words(given["source"]), Confidence.GENERAL),
            (),
            valid_from=first,
            province=province,
        ),
        amendments,
    )
    for fault in faults(made):
        page.refuse(node, fault)
    return made


def _amendments(page: Page, node: Node, base: Version) -> Iterator[Amended]:
    stages = {stage.code: stage for stage in base.stages}
    for each in page.items(node):
        given = page.fields(each, _STAGE, _CHANGES)
        if "stage" not in given:
            continue
        stage = stages.get(words(given["stage"]))
        if stage is None:
            _unknown(page, given["stage"], "giai đoạn", stages)
        else:
            _refuse_statutory(page, given, stage)
            yield _amended(page, given, stage)


def _refuse_statutory(page: Page, given: dict[str, Node], stage: Stage) -> None:
    """Note what a text that was read prescribes, and the file would take away."""
    read = not stage.source.confidence.is_reference_only
    forms = {paper.code: paper.form for paper in stage.papers if paper.form}
    gates = {gate.code for gate in stage.gates if read and not gate.optional}
    for key in ("drop", "optional"):
        for each in page.items(given[key]) if key in given else ():
            code = words(each)
            if code in forms:
                page.refuse(each, f"«{code}» theo biểu mẫu {forms[code]} của văn bản: tỉnh không được bỏ.")
            if code in gates:
                page.refuse(each, f"cửa «{code}» thuộc giai đoạn do {stage.source} quy định: không được bỏ.")
    rules = law.BY_CODE[stage.deadline.rule] if stage.deadline is not None and "deadline" in given else ()
    for rule in (each for each in rules if not each.source.confidence.is_reference_only):
        page.refuse(given["deadline"], f"thời hạn này do {rule.source} quy định: tỉnh không được đặt khác.")


def _amended(page: Page, given: dict[str, Node], stage: Stage) -> Amended:
    papers, gates = {paper.code for paper in stage.papers}, {gate.code for gate in stage.gates}
    return Amended(
        stage.code,
        vi=words(given["name"]) if "name" in given else "",
        en=words(given["name_en"]) if "name_en" in given else "",
        drop=_codes(page, given.get("drop"), "giấy tờ hay cửa", papers | gates),
        required=_codes(page, given.get("required"), "giấy tờ", papers),
        optional=_codes(page, given.get("optional"), "giấy tờ", papers),
        papers=tuple(_papers(page, given.get("papers"), papers)),
        gates=tuple(_gates(page, given.get("gates"), gates)),
        deadline=_deadline(page, given["deadline"]) if "deadline" in given else SAME,
    )


def _codes(page: Page, node: Node | None, what: str, known: Collection[str]) -> tuple[str, ...]:
    named = page.items(node) if node is not None else []
    for each in named:
        if words(each) not in known:
            _unknown(page, each, what, known)
    return tuple(words(each) for each in named)


def _papers(page: Page, node: Node | None, taken: Collection[str]) -> Iterator[Paper]:
    for each in page.items(node) if node is not None else ():
        given = page.fields(each, _PAPER, ("name_en", "optional"))
        if given.keys() >= _PAPER.keys():
            code, name, name_en, by = _named(page, given, "paper", "giấy tờ", taken)
            required = "optional" not in given or words(given["optional"]) != "true"
            yield Paper(code, name, name_en, by, required=required)


def _gates(page: Page, node: Node | None, taken: Collection[str]) -> Iterator[tuple[Gate, str]]:
    for each in page.items(node) if node is not None else ():
        given = page.fields(each, _GATE, ("name_en", "before"))
        if given.keys() >= _GATE.keys():
            code, name, name_en, by = _named(page, given, "gate", "cửa", taken)
            before = words(given["before"]) if "before" in given else ""
            if before and before not in taken:
                _unknown(page, given["before"], "cửa", taken)
            yield Gate(code, name, name_en, Single(by)), before


def _named(
    page: Page, given: dict[str, Node], key: str, what: str, taken: Collection[str]
) -> tuple[str, str, str, tuple[Role, ...]]:
    """Code, both names and roles of a paper or gate that is added."""
    code, name = _code(page, given[key], what), words(given["name"])
    if code in taken:
        page.refuse(given[key], f"giai đoạn đã có {what} «{code}»; việc khác thì phải mang mã khác.")
    if not any(each.isalpha() for each in name):
        page.refuse(given["name"], f"«name» phải là tên gọi của {what}.")
    roles = page.items(given["by"])
    for each in roles:
        if words(each) not in _ROLES:
            _unknown(page, each, "vai", _ROLES)
    by = tuple(_ROLES[words(each)] for each in roles if words(each) in _ROLES)
    return code, name, words(given["name_en"]) if "name_en" in given else name, by


def _code(page: Page, node: Node, what: str) -> str:
    if not _CODE.fullmatch(words(node)):
        page.refuse(node, f"mã {what} «{words(node)}» chỉ gồm chữ thường không dấu, số, «-», «_», «.».")
    return words(node)


def _deadline(page: Page, node: Node) -> Deadline | None:
    if words(node) == _NONE:
        return None
    given = page.fields(node, {"rule": "mã quy tắc"}, ("since",))
    rule = words(given["rule"]) if "rule" in given else ""
    if "rule" in given and rule not in law.BY_CODE:
        _unknown(page, given["rule"], "quy tắc", law.BY_CODE)
    since = words(given["since"]) if "since" in given else None
    if since is not None and since not in _DATES:
        _unknown(page, given["since"], "mốc ngày", _DATES)
    return Deadline(rule, since)


def _unknown(page: Page, node: Node, what: str, known: Collection[str]) -> None:
    near = difflib.get_close_matches(words(node), known, n=1)
    hint = f"có phải «{near[0]}» không?" if near else f"các mã là {', '.join(sorted(known))}."
    page.refuse(node, f"không có {what} nào mang mã «{words(node)}»; {hint}")
