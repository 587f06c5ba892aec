"""What a form asks, and what is read from an answer."""

from dataclasses import replace

from flows import forms
from tests.flows.conftest import COUNCIL


def test_the_choices_are_shown_in_words_and_read_back_as_values():
    asked = forms.schema(COUNCIL)
    assert asked["properties"]["verdict"]["enum"] == ["Phê duyệt", "Trả lại để bổ sung", "Không phê duyệt"]
    assert forms.read({"verdict": "Trả lại để bổ sung"}, asked) == {"verdict": "supplement"}


def test_who_decides_and_the_one_time_code_are_required_and_the_rest_is_not():
    assert forms.schema(COUNCIL)["required"] == ["verdict", "person", "code"]


def test_fields_stand_in_the_order_in_which_they_are_asked():
    properties = forms.schema(COUNCIL)["properties"]
    assert sorted(properties, key=lambda name: properties[name]["position"]) == list(properties)


def test_a_code_typed_in_two_groups_is_one_code_and_blanks_are_no_comment():
    answer = {"code": " 123 456", "comment": "   ", "person": " so-khcn.giam-doc "}
    assert forms.read(answer, forms.schema(COUNCIL)) == {"code": "123456", "person": "so-khcn.giam-doc"}


def test_the_rows_of_a_question_are_told_by_its_key():
    for part, row in forms.keyset("entry-2-council-1").items():
        assert forms.question_of(row) == ("entry-2-council-1", part)
    assert forms.question_of("another-schema") is None


def test_another_description_is_another_form():
    assert forms.digest(COUNCIL) == forms.digest(replace(COUNCIL))
    assert forms.digest(COUNCIL) != forms.digest(replace(COUNCIL, description="Mã không đúng."))
    assert not forms.digest(None)


REMEDY = replace(COUNCIL, gate=forms.REMEDY, choice_title="Biện pháp")


def test_a_remedy_is_asked_for_in_one_short_form_and_only_its_choice_and_the_proof_are_required():
    asked = forms.schema(REMEDY)
    assert list(asked["properties"]) == [
        "verdict", "person", "code", "party", "document", "due", "who", "comment",
    ]  # fmt: skip
    assert asked["required"] == ["verdict", "person", "code"]
    assert asked["properties"]["party"]["title"] == "Đơn vị được nêu"
    assert "missing" not in asked["properties"]


def test_a_gate_asks_for_no_party_and_no_day():
    assert list(forms.schema(COUNCIL)["properties"]) == ["verdict", "person", "code", "comment", "missing"]
