"""What surrounds a command, a notebook or a user's settings, does not get in its way."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.command import jevons_process

ROOT = Path(__file__).parents[2]
TINY = "name: tiny\npopulation: {firms: 60}\ntime: {years: 2, steps_per_year: 2}\nseeds: 2\n"


@pytest.fixture
def tiny(tmp_path):
    """A folder with a small scenario in it."""
    (tmp_path / "s.yaml").write_text(TINY, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a small result in it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "s.yaml").write_text(TINY, encoding="utf-8")
    assert jevons_process("run", "s.yaml", "--quiet", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def drawn(made, tmp_path):
    """A copy of that folder."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def figure_bytes(folder):
    (path,) = folder.glob("outputs/tiny/*/figures/energy.png")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def notebook_outputs(folder, *cells):
    """Run cells in a kernel of this Python; return what each printed or showed."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(book, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.create_kernel_manager()
    client.km.kernel_spec.argv[0] = sys.executable
    client.execute()
    return [cell["outputs"] for cell in book["cells"]]


def text_of(outputs):
    return "".join(each.get("text", "") for each in outputs)


def test_a_notebook_runs_the_command_and_the_package(tiny):
    """A kernel names its own backend in the environment of every command that a cell starts."""
    command = f"!{sys.executable} -m jevons_sim run s.yaml --quiet"
    run, code, figure = notebook_outputs(
        tiny,
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"%env PYTHONPATH={ROOT}\n{command}\nprint('code', _exit_code)",
        "import jevons_sim as js\nresult = js.load_result(next(__import__('pathlib')"
        ".Path('outputs/tiny').iterdir()))\nresult.verdict",
        "js.plot_energy(result.years)",
    )
    assert "Answer:   Energy" in text_of(run)
    assert "code 0" in text_of(run)
    assert "Energy" in code[0]["data"]["text/plain"]
    assert "image/png" in figure[-1]["data"] or "Figure" in figure[-1]["data"]["text/plain"]


@pytest.mark.parametrize(
    "backend",
    ["module://matplotlib_inline.nowhere", pytest.param("", marks=pytest.mark.long)],
)
def test_the_backend_of_a_parent_program_is_left_aside(drawn, backend):
    done = jevons_process("plot", "tiny", "energy", cwd=drawn, env={"MPLBACKEND": backend})
    assert (done.returncode, done.stderr) == (0, "")


def test_no_figures_loads_no_matplotlib(tiny):
    script = (
        "import sys\nfrom jevons_sim.cli import main\n"
        "sys.argv = ['jevons', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit as end: print('code', end.code)\n"
        "print('matplotlib' in sys.modules)"
    )
    words = ["run", "s.yaml", "--quiet", "--no-figures"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=tiny,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tiny), **_cache()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-2:] == ["code 0", "False"]


def _cache():
    """Where compiled code is kept, so that a test without a home need not compile."""
    from jevons_sim.engine.compile import cache_folder

    return {"XDG_CACHE_HOME": str(cache_folder().parents[1])}


UGLY = (
    b"font.size: 40\naxes.facecolor: red\nlines.linewidth: 9\nsavefig.dpi: 12\n"
    b"backend: TkAgg\nfont.family: Nowhere\nfigure.autolayout: true\n"
)
FAULTY = b"no colon\nlines.linewidth: thick\nunknown.key: 3\nbackend: nonsense\n"
NOT_TEXT = b"\xff\xfe\x00not text"


@pytest.mark.parametrize(
    ("place", "settings"),
    [
        ("folder", UGLY),
        ("variable", UGLY),
        ("home", NOT_TEXT),
        pytest.param("home", UGLY, marks=pytest.mark.long),
        pytest.param("folder", FAULTY, marks=pytest.mark.long),
        pytest.param("folder", NOT_TEXT, marks=pytest.mark.long),
    ],
)
def test_figures_and_messages_ignore_the_settings_of_others(drawn, place, settings):
    """Matplotlib reads a `matplotlibrc` of the folder, of the user, or of a variable."""
    wanted = figure_bytes(drawn)
    home = drawn / "home"
    (home / "matplotlib").mkdir(parents=True)
    path = {
        "folder": drawn / "matplotlibrc",
        "home": home / "matplotlib" / "matplotlibrc",
        "variable": drawn / "mine.rc",
    }[place]
    path.write_bytes(settings)
    named = {"MATPLOTLIBRC": str(path)} if place == "variable" else {}
    env = {"XDG_CONFIG_HOME": str(home), **named}
    done = jevons_process("plot", "tiny", "energy", cwd=drawn, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert figure_bytes(drawn) == wanted


def test_python_draws_the_same_figure_whatever_style_is_set(tiny):
    import matplotlib as mpl

    import jevons_sim as js

    scenario = js.load_scenario(tiny / "s.yaml")
    years = js.run(scenario).years
    paths = tiny / "a.png", tiny / "b.png"
    js.save_figure(js.plot_energy(years), paths[0])
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red", "lines.linewidth": 9.0}):
        js.save_figure(js.plot_energy(years), paths[1])
        assert mpl.rcParams["font.size"] == 30.0
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_what_other_packages_say_stays_out_of_the_way(drawn):
    """No place for Matplotlib's caches, or a broken one: only the answer is printed."""
    config = drawn / "config"
    config.mkdir()
    (config / "fontlist-v390.json").write_text("{", encoding="utf-8")
    for place in (config, Path("/proc/nowhere")):
        env = {"MPLCONFIGDIR": str(place)}
        done = jevons_process("plot", "tiny", "energy", "--language", "ko", cwd=drawn, env=env)
        assert (done.returncode, done.stderr) == (0, "")
    shown = jevons_process("--debug", "plot", "tiny", "energy", cwd=drawn, env=env)
    assert "matplotlib" in shown.stderr.lower()


def test_what_a_run_imports_is_compiled_where_python_may_not_keep_byte_code(tiny):
    """`make setup` compiles it once; else every command there takes two seconds more."""
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("not the environment that the Makefile sets up")
    script = (
        "import atexit, os, sys\n"
        "def show():\n"
        "    for name, module in sorted(sys.modules.items()):\n"
        "        kept = getattr(getattr(module, '__spec__', None), 'cached', None)\n"
        "        if kept and 'site-packages' in kept and not os.path.exists(kept): print(name)\n"
        "atexit.register(show)\n"
        "from jevons_sim.cli import main\n"
        "sys.argv = ['jevons', 'run', 's.yaml', '--json', '--quiet']\n"
        "main()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tiny,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.rpartition("}")[2].split() == []


NONSENSE = {
    "SOURCE_DATE_EPOCH": "junk",
    "NUMBA_NUM_THREADS": "0",
    "NUMBA_THREADING_LAYER": "none",
    "OMP_NUM_THREADS": "many",
    "_JEVONS_COMPLETE": "bash_complete",
}


@pytest.mark.parametrize(
    "names",
    [tuple(NONSENSE), *(pytest.param((name,), marks=pytest.mark.long) for name in NONSENSE)],
)
def test_variables_that_hold_nonsense_count_as_not_set(drawn, names):
    words = ["plot", "tiny", "energy", "--format", "pdf"]
    done = jevons_process(*words, cwd=drawn, env={name: NONSENSE[name] for name in names})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("energy.pdf\n")
