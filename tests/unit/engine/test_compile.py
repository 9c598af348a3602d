"""Where compiled code is kept: below the stamp of its source, and where nobody else can put any."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jevons_sim.cli import doctor
from jevons_sim.cli import output as words
from jevons_sim.engine import compile as compile_

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX users")

PLACES = """
import sys
from jevons_sim.engine import compile as compile_, firms, market, simulate
folder = compile_.cache_folder()
found = [value._cache.cache_path for module in (firms, market, simulate)
         for value in vars(module).values() if hasattr(value, "_cache")]
assert len(found) > 5
print(folder)
print(*sorted({str(path) for path in found}), sep="\\n")
"""


def places(cwd, package=ROOT, **env):
    """The folder that is said to be used, and those that Numba uses."""
    done = subprocess.run(
        [sys.executable, "-c", PLACES],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(package), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    folder, *used = done.stdout.splitlines()
    return Path(folder), [Path(path) for path in used]


@pytest.fixture
def changed(tmp_path):
    """The package with one rule changed."""
    shutil.copytree(ROOT / "jevons_sim", tmp_path / "changed" / "jevons_sim")
    rules = tmp_path / "changed" / "jevons_sim" / "engine" / "rules.py"
    rules.write_text(rules.read_text(encoding="utf-8") + "# another rule\n", encoding="utf-8")
    return tmp_path / "changed"


@pytest.mark.parametrize("name", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
@pytest.mark.parametrize("locators", ["", "InTreeCacheLocator"])
def test_code_is_kept_below_the_stamp_of_its_source(tmp_path, changed, name, locators):
    (tmp_path / "temporary").mkdir()
    given = {
        name: str(tmp_path / "cache"),
        "NUMBA_CACHE_LOCATOR_CLASSES": locators,
        "TMPDIR": str(tmp_path / "temporary"),
    }
    folder, used = places(tmp_path, **given)
    assert folder.is_relative_to(tmp_path / "cache")
    assert all(path.is_relative_to(folder) for path in used)
    other, others = places(tmp_path, changed, **given)
    assert other.parent == folder.parent
    assert other != folder
    assert all(path.is_relative_to(other) for path in others)
    assert not any((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("name", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_the_doctor_looks_where_numba_looks(tmp_path, name):
    folder, _ = places(tmp_path, **{name: str(tmp_path / "cache")})
    done = subprocess.run(
        [sys.executable, "-m", "jevons_sim", "doctor"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), name: str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"not yet: {folder}" in done.stdout


@posix
@pytest.mark.parametrize("value", ["", "relative", "./there"])
def test_empty_and_relative_folders_count_as_not_set(tmp_path, value):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
        given = {"XDG_CACHE_HOME": "", "HOME": str(home), name: value}
        folder, _ = places(tmp_path, **given)
        assert folder.parent == home / ".cache" / "jevons_sim"
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@posix
@pytest.mark.parametrize("home", ["missing", "file", "/proc"])
def test_without_a_home_there_is_one_private_folder(tmp_path, home):
    (tmp_path / "file").write_text("")
    (tmp_path / "temporary").mkdir()
    given = {
        "XDG_CACHE_HOME": "",
        "HOME": str(tmp_path / home),
        "TMPDIR": str(tmp_path / "temporary"),
    }
    folder, used = places(tmp_path, **given)
    again, _ = places(tmp_path, **given)
    assert again == folder
    assert all(path.is_relative_to(folder) for path in used)
    (private,) = (tmp_path / "temporary").iterdir()  # and nothing else is left there
    assert private.name == f"jevons_sim-{os.getuid()}"
    assert private.stat().st_mode & 0o777 == 0o700
    assert not (tmp_path / "missing").exists()


@posix
@pytest.mark.parametrize("trap", ["open to all", "a link", "a file", "of another", "no sticky bit"])
def test_a_folder_that_others_could_fill_is_not_used(tmp_path, monkeypatch, trap):
    private = tmp_path / f"jevons_sim-{os.getuid()}"
    if trap == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        private.symlink_to(tmp_path / "elsewhere")
    elif trap == "a file":
        private.write_text("")
    elif trap == "no sticky bit":
        tmp_path.chmod(0o777)
    else:
        private.mkdir(mode=0o700)
        if trap == "open to all":
            private.chmod(0o777)
        else:
            uid = os.getuid()
            monkeypatch.setattr(os, "getuid", lambda: uid + 1)
            private.rename(tmp_path / f"jevons_sim-{uid + 1}")
    assert compile_._private(tmp_path) is None


@pytest.fixture
def nowhere(monkeypatch):
    """A machine on which no folder can be written."""
    for name in ("_usual_caches", "_temporary_caches"):
        monkeypatch.setattr(compile_, name, lambda: iter(()))
    compile_.cache_folder.cache_clear()
    yield
    compile_.cache_folder.cache_clear()


def test_where_nothing_can_be_kept_the_engine_still_runs(nowhere, capsys):
    assert compile_.cache_folder() is None
    assert compile_.needs_compiling()
    assert "kept nowhere" in dict(doctor.diagnosis())["compiled code"]
    assert compile_.compiled(lambda x: x + 1.0)(1.0) == 2.0
    words.tell_compiling(words.Screen())
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "at every run" in told
    words.tell_compiling(words.Screen(), quiet=True)
    assert capsys.readouterr().err == ""


def test_a_temporary_folder_is_told_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(compile_, "_usual_caches", lambda: iter(()))
    monkeypatch.setattr(compile_, "_temporary_caches", lambda: iter([tmp_path]))
    compile_.cache_folder.cache_clear()
    try:
        words.tell_compiling(words.Screen())
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert f"kept in {tmp_path}" in told
        assert "(temporary" in dict(doctor.diagnosis())["compiled code"]
        (compile_.cache_folder() / "x.nbi").write_text("")
        words.tell_compiling(words.Screen())
        assert capsys.readouterr().err == ""
    finally:
        compile_.cache_folder.cache_clear()
