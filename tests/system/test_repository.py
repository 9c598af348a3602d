"""What must hold for the repository itself."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "jevons_sim").rglob("*.py"))

MOST_LINES = 300
MOST_BODY = 30
MOST_ARGUMENTS = 6
LONG_MODULES = {
    "jevons_sim/scenario/sections.py": "one field after the other, each with its meaning",
}
COMMANDS = "jevons_sim/cli/"
"""A command has as many arguments as it has options."""


def tracked_texts():
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".ico"):
            yield name, path.read_text(encoding="utf-8", errors="replace")


def test_no_registry_host_and_no_path_of_a_machine():
    hosts = [
        "files.python" + "hosted",
        "pypi" + ".org",
        "registry.npm" + "js",
        "deb.debian" + ".org",
    ]
    places = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", ".." + "/shared"]
    found = [
        (name, word) for name, text in tracked_texts() for word in (*hosts, *places) if word in text
    ]
    assert found == []


def test_nothing_is_left_open():
    words = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"]
    found = [(name, word) for name, text in tracked_texts() for word in words if word in text]
    assert found == []


def functions():
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(ROOT).as_posix(), node


def test_modules_are_small():
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
    }
    long = {name: size for name, size in sizes.items() if size > MOST_LINES}
    assert set(long) <= set(LONG_MODULES), long


def test_functions_are_small():
    long = []
    for name, node in functions():
        body = node.body[1:] if ast.get_docstring(node) else node.body
        length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        if length > MOST_BODY and not name.startswith(COMMANDS):
            long.append((name, node.name, length))
    assert long == []


def test_functions_take_few_arguments():
    many = []
    for name, node in functions():
        count = len(node.args.args) + len(node.args.posonlyargs)
        count -= bool(node.args.args) and node.args.args[0].arg in ("self", "cls")
        if count > MOST_ARGUMENTS and not name.startswith(COMMANDS):
            many.append((name, node.name, count))
    assert many == []


def test_only_the_command_line_prints():
    for path in SOURCES:
        if path.parent.name != "cli":
            assert not re.search(r"^\s*print\(", path.read_text(encoding="utf-8"), re.MULTILINE), (
                path
            )


def test_nomenclature_is_up_to_date():
    done = subprocess.run(
        ["python", "-m", "docs.make.nomenclature", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(Path(__import__("sys").executable).parent), "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_the_odd_document_has_its_seven_parts_and_every_rule():
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    for part in (
        *("## 1. Purpose and patterns", "## 2. Entities, state variables and scales"),
        *("## 3. Process overview and scheduling", "## 4. Design concepts"),
        *("## 5. Initialisation", "## 6. Input data", "## 7. Submodels"),
    ):
        assert part in text, part
    rules = (ROOT / "jevons_sim" / "engine" / "rules.py").read_text(encoding="utf-8")
    for name in re.findall(r"^def (\w+)", rules, re.MULTILINE):
        assert f"`{name}`" in text, name


def test_every_test_that_the_odd_document_names_exists():
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    there = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert len(named) > 25
    assert [name for name in sorted(named) if f"def {name}(" not in there] == []


def test_the_source_distribution_holds_all_that_the_two_commands_need(tmp_path):
    """`make demo` and `make test` work from it; the wheel brings scenarios, type and pages."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (source,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    listed = {name for name, _ in tracked_texts()}
    assert {name for name in listed - names if not name.startswith(".")} == set()
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert {f"jevons_sim/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*")} <= held
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "jevons_sim").rglob("*")}
    kept = {name for name in ours if "__pycache__" not in name and (ROOT / name).is_file()}
    assert kept <= held


RECIPES = ("scenario", "key", "rule", "outcome", "figure", "language", "lesson")


def test_the_recipes_name_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    parts = re.split(r"^\*\*An? (\w+)", text.partition("## Seven recipes")[2], flags=re.MULTILINE)
    assert tuple(parts[1::2]) == RECIPES
    for name, recipe in zip(parts[1::2], parts[2::2], strict=True):
        named = re.findall(r"`((?:jevons_sim|tests|docs|scenarios)/[^` ]*)", recipe)
        assert len(named) >= 3, name
        missing = [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
        assert missing == [], name
        assert "tests/" in recipe, name


def test_every_dependency_has_a_line_in_the_design():
    """What for, what else was weighed, how large, how long to import."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    required = [line for lines in (project["dependencies"], *extras) for line in lines]
    names = {re.split(r"[><=,]", line)[0] for line in required} - {"jevons-sim[e2e]"}
    text = (ROOT / "docs" / "explanation" / "design.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])}
    assert names - told == set()
    cells = [row.strip("|").split("|") for row in rows if row.split("`")[1] in names]
    assert [row for row in cells if len(row) != 5 or not all(map(str.strip, row))] == []
    checks = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert [name for name in checks if f"`{name}`" not in text] == []
