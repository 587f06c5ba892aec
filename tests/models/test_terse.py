"""JSON as it is hashed and sent: no blanks, Vietnamese as it is written, keys in order where asked."""

import json

import pytest

from models.terse import writer

VALUES = (
    {"số": 1, "a": [None, True, 1.5, 'Đồng "Nai"\\\x01\n']},
    {"b": {"z": {}, "y": []}, "a": (1, 2)},
    {2: "hai", 10: "mười"},
    "chữ",
    [],
    None,
)


@pytest.mark.parametrize("sorts_keys", [True, False])
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_it_is_what_python_writes_without_blanks(value, sorts_keys):
    usual = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sorts_keys)
    assert writer(sorts_keys=sorts_keys)(value) == usual


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError, match="object"):
        writer(sorts_keys=True)({"fact": object()})
