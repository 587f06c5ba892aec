"""The commands that run measurements and trials: which there are, and what each says of itself."""

import pytest
from typer.testing import CliRunner

from console.commands import app
from console.harnesses import BENCHMARKS, TRIALS, Harnesses

run = CliRunner().invoke


@pytest.mark.parametrize(("command", "room"), [("bench", BENCHMARKS), ("trial", TRIALS)])
@pytest.mark.parametrize("words", [(), ("--help",)])
def test_without_a_name_every_program_is_listed_with_its_question(
    command: str, room: Harnesses, words: tuple[str, ...]
) -> None:
    said = run(app, [command, *words])
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(room.names())
    assert all(len(line.split()) > 1 for line in lines)


def test_another_name_is_refused_with_the_list() -> None:
    said = run(app, ["trial", "nothing-of-ours"])
    assert said.exit_code == 2
    assert "restore_drill" in said.output


def test_a_program_without_options_of_its_own_shows_what_it_says_of_itself_and_does_nothing() -> None:
    said = run(app, ["trial", "audit", "--help"])
    assert said.exit_code == 0
    assert "Ends with 1 when" in said.stdout
