"""A YAML file as people wrote it: nodes that know their lines, and what is wrong with them, told all at once.

`yaml.compose` builds no objects, so nothing in the file is ever executed, and keys that stand twice stay
visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from models.errors import BadInput

_UNREADABLE: Final[Mapping[type[OSError], str]] = {
    FileNotFoundError: "không có tệp này",
    IsADirectoryError: "đây là thư mục, không phải tệp",
    PermissionError: "không có quyền đọc tệp",
}


@dataclass
class Page:
    """The file that is read, and what was found wrong with it, by line."""

    path: Path
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, node: Node, sentence: str) -> None:
        """Note what is wrong with a place of the file."""
        self.wrong.append((node.start_mark.line + 1, sentence))

    def judge(self) -> None:
        """Raise BadInput when anything was found wrong, in the order of the lines."""
        if self.wrong:
            told = dict.fromkeys(sorted(self.wrong, key=lambda each: each[0]))
            raise BadInput(*(f"{self.path}, dòng {line}: {sentence}" for line, sentence in told))

    def root(self) -> Node | None:
        """The file as nodes that know their lines; None when it says nothing."""
        try:
            text = self.path.read_bytes()
        except OSError as problem:
            reason = _UNREADABLE.get(type(problem), f"không đọc được tệp ({problem.strerror or problem})")
            raise BadInput(f"{self.path}: {reason}.") from problem
        try:
            root = yaml.compose(text.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError as problem:
            line = text[: problem.start].count(b"\n") + 1
            raise BadInput(
                f"{self.path}, dòng {line}: tệp không phải UTF-8; hãy lưu lại ở dạng UTF-8."
            ) from problem
        except ReaderError as problem:
            line = text.decode("utf-8-sig")[: problem.position].count("\n") + 1
            raise BadInput(f"{self.path}, dòng {line}: có ký tự điều khiển không được phép.") from problem
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            line = mark.line + 1 if mark else 1
            said = problem.problem or problem.context
            raise BadInput(f"{self.path}, dòng {line}: sai cú pháp YAML (bộ đọc báo: {said}).") from problem
        except RecursionError as problem:
            raise BadInput(f"{self.path}, dòng 1: các mục lồng nhau quá sâu.") from problem
        return None if root is None or is_nothing(root) else root

    def fields(self, node: Node, required: Mapping[str, str], optional: Collection[str]) -> dict[str, Node]:
        """The values of a mapping by key; unknown, repeated and missing keys are noted.

        `required` says of each key what it means.
        """
        if not isinstance(node, MappingNode):
            self.refuse(node, "chỗ này phải gồm các dòng «khóa: giá trị».")
            return {}
        known = (*required, *optional)
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = words(key)
            if name not in known:
                self.refuse(key, f"không có khóa «{name}»; các khóa được dùng là {', '.join(known)}.")
            elif name in found:
                self.refuse(key, f"khóa «{name}» bị lặp lại.")
            else:
                found[name] = value
        for name in required:
            if name not in found:
                self.refuse(node, f"thiếu «{name}» ({required[name]}).")
        return found

    def items(self, node: Node) -> list[Node]:
        """The items of a list; what is no list is noted."""
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.refuse(node, "chỗ này phải là một danh sách, mỗi mục bắt đầu bằng dấu «-».")
        return []


def is_nothing(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def words(node: Node) -> str:
    """The words of a node, in one Unicode form; empty when it holds more than words."""
    return unicodedata.normalize("NFC", node.value.strip()) if isinstance(node, ScalarNode) else ""
