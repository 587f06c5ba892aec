"""The launcher: an environment made once, made anew when it must be, and a sentence for every trouble."""

import ast
import importlib.util
import os
import subprocess
import sys
import threading
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


class Installs(list):
    """What was installed, and for whom; stands in for the registry, which tests do not reach."""

    def __call__(self, _uv, *, testing: bool) -> None:
        self.append("tests" if testing else "product")


@pytest.fixture
def launcher(tmp_path, monkeypatch):
    """The launcher, living in a project of its own."""
    loader = SourceFileLoader("launcher", str(REPOSITORY / "triplehelix"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    settle(module, tmp_path / "project", monkeypatch)
    module.installs = Installs()
    monkeypatch.setattr(module, "uv_program", lambda: Path("uv"))
    monkeypatch.setattr(module, "install_packages", module.installs)
    return module


def settle(module, root: Path, monkeypatch) -> None:
    root.mkdir(exist_ok=True)
    for name in ("uv.lock", "pyproject.toml"):
        (root / name).write_text("first")
    venv = root / ".venv"
    for name, path in {
        "ROOT": root,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "TOOLS": venv / "tools",
        "STAMP": venv / "triplehelix.json",
        "LOCK": venv / "triplehelix.lock",
    }.items():
        monkeypatch.setattr(module, name, path)


def test_a_finished_environment_costs_nothing_more(launcher):
    for _ in range(3):
        launcher.make_environment(testing=False)
    assert launcher.installs == ["product"]


def test_a_changed_lock_is_installed(launcher):
    launcher.make_environment(testing=False)
    (launcher.ROOT / "uv.lock").write_text("second")
    launcher.make_environment(testing=False)
    assert launcher.installs == ["product", "product"]


def test_the_tests_packages_come_when_asked_for_and_stay(launcher):
    launcher.make_environment(testing=False)
    launcher.make_environment(testing=True)
    launcher.make_environment(testing=False)
    assert launcher.installs == ["product", "tests"]


@pytest.mark.parametrize(
    "wreck",
    [
        pytest.param(
            lambda venv: (venv / "lib" / "half").mkdir(parents=True), id="killed before the interpreter"
        ),
        pytest.param(
            lambda venv: ((venv / "bin").mkdir(), (venv / "bin" / "python").symlink_to("/nowhere/python")),
            id="an interpreter that is gone",
        ),
        pytest.param(
            lambda venv: (
                (venv / "bin").mkdir(),
                (venv / "bin" / "python").write_text("#!/bin/sh\nexit 1\n"),
                (venv / "bin" / "python").chmod(0o755),
            ),
            id="an interpreter that fails",
        ),
    ],
)
def test_a_half_made_environment_is_made_anew(launcher, wreck, capsys):
    launcher.VENV.mkdir()
    wreck(launcher.VENV)
    launcher.make_environment(testing=False)
    assert launcher.installs == ["product"]
    assert launcher.answer([launcher.PYTHON, "-c", "print('alive')"]) == "alive"
    assert "dở dang" in capsys.readouterr().err


def test_an_installation_that_was_cut_short_is_taken_up_again(launcher, monkeypatch):
    def cut_short(_uv, *, testing: bool) -> None:
        raise KeyboardInterrupt(testing)

    monkeypatch.setattr(launcher, "install_packages", cut_short)
    with pytest.raises(KeyboardInterrupt):
        launcher.make_environment(testing=False)
    monkeypatch.setattr(launcher, "install_packages", launcher.installs)
    launcher.make_environment(testing=False)
    assert launcher.installs == ["product"]


def test_a_project_that_moved_gets_an_environment_of_its_own(launcher, monkeypatch, capsys):
    launcher.make_environment(testing=False)
    elsewhere = launcher.ROOT.with_name("elsewhere")
    launcher.ROOT.rename(elsewhere)
    settle(launcher, elsewhere, monkeypatch)
    launcher.make_environment(testing=False)
    assert "chuyển chỗ" in capsys.readouterr().err
    assert launcher.read_stamp()["root"] == str(elsewhere)


def test_two_launches_at_once_make_one_environment(launcher, monkeypatch):
    inside, go_on = threading.Event(), threading.Event()

    def slowly(_uv, *, testing: bool) -> None:
        inside.set()
        assert go_on.wait(30)
        launcher.installs(_uv, testing=testing)

    monkeypatch.setattr(launcher, "install_packages", slowly)
    make = partial(launcher.make_environment, testing=False)
    launches = [threading.Thread(target=make) for _ in range(2)]
    for launch in launches:
        launch.start()
    assert inside.wait(30)
    go_on.set()
    for launch in launches:
        launch.join(30)
    assert launcher.installs == ["product"]


def test_an_older_python_is_told_which_one_is_needed(launcher, monkeypatch):
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(launcher.shutil, "which", lambda _: None)
    with pytest.raises(launcher.WayOut, match=r"Cần Python từ 3\.11"):
        launcher.find_right_python()


def test_an_older_python_hands_over_to_a_newer_one(launcher, monkeypatch):
    handed = []
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(
        launcher.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "python3.12" else None
    )
    monkeypatch.setattr(launcher.os, "execv", lambda program, _: handed.append(program) or exit_like_exec())
    with pytest.raises(SystemExit):
        launcher.find_right_python()
    assert handed == ["/usr/bin/python3.12"]


def exit_like_exec():
    raise SystemExit


def test_its_sentence_for_an_old_python_can_be_read_by_one():
    """Nothing newer than Python 3.7 may stand in the file, or the sentence would be a syntax error."""
    source = (REPOSITORY / "triplehelix").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))


def test_missing_libraries_are_named_with_the_exact_command(launcher, monkeypatch):
    monkeypatch.setattr(launcher, "can_load", lambda library: "harfbuzz" not in library)
    monkeypatch.setattr(launcher, "system_names", lambda: {"debian"})
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    with pytest.raises(launcher.WayOut) as way_out:
        launcher.require_libraries()
    assert way_out.value.args[0].endswith(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libharfbuzz-subset0"
    )


def test_root_on_debian_gets_them_installed(launcher, monkeypatch):
    ran = []
    monkeypatch.setattr(launcher, "can_load", lambda _: False)
    monkeypatch.setattr(launcher, "system_names", lambda: {"ubuntu", "debian"})
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        launcher,
        "run_quietly",
        lambda command, _: ran.append(command[:2]) or subprocess.CompletedProcess(command, 0, ""),
    )
    launcher.require_libraries()
    assert ran == [["apt-get", "update"], ["apt-get", "install"]]


def test_a_debian_without_ensurepip_is_told_which_package_brings_it(launcher, monkeypatch):
    monkeypatch.setattr(
        launcher.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    monkeypatch.setattr(launcher, "system_names", lambda: {"debian"})
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    with pytest.raises(launcher.WayOut, match=package):
        launcher.make_venv(launcher.TOOLS, with_pip=True)


def test_ubuntu_is_told_why_its_browser_tests_are_left_out(launcher, monkeypatch, capsys):
    monkeypatch.setattr(launcher, "system_names", lambda: {"ubuntu", "debian"})
    monkeypatch.setattr(
        launcher.shutil, "which", lambda name: "/usr/bin/pdftotext" if name == "pdftotext" else None
    )
    launcher.prepare_for_tests()
    assert "snap" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        pytest.param(KeyboardInterrupt(), 130, "chạy lại sẽ làm tiếp", id="Ctrl-C"),
        pytest.param(OSError(28, "No space left on device", "/x"), 1, "Hệ thống từ chối", id="a full disk"),
    ],
)
def test_whatever_stops_it_is_a_sentence(launcher, monkeypatch, capsys, trouble, code, words):
    def stop(_arguments):
        raise trouble

    monkeypatch.setattr(launcher, "main", stop)
    assert launcher.start() == code
    assert words in capsys.readouterr().err


def test_uv_uses_this_python_and_downloads_no_other(launcher, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", "/somewhere/else")
    told = launcher.uv_environment()
    assert told["UV_PYTHON_DOWNLOADS"] == "never"
    assert told["UV_PROJECT_ENVIRONMENT"] == str(launcher.VENV)
    assert "VIRTUAL_ENV" not in told


def test_continuous_integration_runs_the_readmes_command():
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    assert 'exec ./triplehelix test "$@"' in script
    assert os.access(REPOSITORY / "triplehelix", os.X_OK)
