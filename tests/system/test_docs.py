"""What makes the documentation site: generated pages, tutorials, the check of a built site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import jevons_sim
from jevons_sim.cli import cli
from jevons_sim.engine import rules
from jevons_sim.scenario.describe import describe
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.yaml_reader import read_file

jupytext = pytest.importorskip("jupytext", reason="needs the extra docs")
pytest.importorskip("nbclient", reason="needs the extra docs")
pytest.importorskip("latex2mathml", reason="needs the extra docs")

from docs.make import (  # noqa: E402
    check_site,
    math,
    notebooks,
    other_pages,
    python_pages,
    reference_pages,
    scenario_pages,
)

ROOT = Path(__file__).parents[2]
TUTORIALS = [
    path for path in sorted((ROOT / "docs" / "tutorials").glob("*.md")) if path.stem != "index"
]
WIDEST = 79
"""Characters of a line of code that fit beside the navigation of a small laptop."""


# --- generated pages ------------------------------------------------------------------------


def test_every_command_and_option_is_on_the_page_of_commands():
    page = reference_pages.commands_page()
    for name, command in cli.commands.items():
        assert f"## `{name}` {{ #{name} }}" in page
        for parameter in command.params:
            for flag in parameter.opts:
                if flag.startswith("--"):
                    assert flag in page, (name, flag)


def test_every_key_is_on_the_page_of_keys_with_its_source_and_range():
    page = reference_pages.keys_page()
    reference = load_scenario("reference")
    places = set(re.findall(r"\{ #([\w.-]+) \}", page))
    for row in describe(reference):
        key = re.sub(r"\.\d+(?=\.|$)", "", row.key)
        assert key in places, row.key
        if row.range is not None:
            assert row.source.replace("|", r"\|")[:40] in page
    assert "`demand.price_elasticity`" in page
    assert "- a number, \N{MINUS SIGN}20 to 0\n" in page
    assert "known to lie between \N{MINUS SIGN}2 and \N{MINUS SIGN}0.1" in page
    assert "in USD/MWh" in page


def test_every_instrument_is_on_the_page_of_keys():
    page = reference_pages.keys_page()
    for name in ("carbon_tax", "energy_tax", "efficiency_programme", "adoption_subsidy"):
        assert f"### `{name}` {{ #{name} }}" in page
    assert "### `energy_cap` or `build_out_limit`" in page


def test_every_public_name_is_on_the_python_page():
    named = [name for names in python_pages.GROUPS.values() for name in names]
    assert sorted(named) == sorted(set(jevons_sim.__all__) - {"__version__"})
    page = python_pages.python_page()
    for name in named:
        assert f"### `{name}` {{ #{name} }}" in page
    assert "`Scenario.with_values`" in page
    assert ":math:" not in page
    assert ".. math::" not in page


def test_every_rule_is_on_the_page_of_equations_with_its_code():
    page = python_pages.equations_page()
    for name in re.findall(r"^def (\w+)", Path(rules.__file__).read_text(), re.MULTILINE):
        assert f"def {name}(" in page
    assert '"""' not in page
    assert "@compiled" not in page


def test_numpydoc_becomes_markdown():
    text = """What it is.

Parameters
----------
low, high : float
    Ends, :math:`x \\\\geq 0`. [TWh]

Returns
-------
ndarray
    ``x`` as is.

Notes
-----
.. math:: x^2

Examples
--------
>>> 1
1"""
    page = python_pages.numpydoc(text)
    assert "- `low`, `high` (float): Ends, $x \\\\geq 0$. [TWh]" in page
    assert "- `ndarray`: `x` as is." in page
    assert "$$\nx^2\n$$" in page
    assert "```pycon\n>>> 1\n1\n```" in page


def test_a_scenario_page_holds_question_answer_changes_and_file():
    path = shipped_scenarios()["inelastic"]
    scenario = load_scenario(path)
    page = scenario_pages.scenario_page(path)
    parent = read_file(path).tree["extends"].removesuffix(".yaml")
    assert page.text.startswith(f"# {scenario.title}\n")
    for text in (scenario.question, page.verdict, path.read_text(encoding="utf-8")):
        assert text in page.text
    assert " ".join(scenario.expected.answer.split()) in " ".join(page.text.split())
    assert list(page.files) == ["inelastic-energy.svg"]
    assert page.files["inelastic-energy.svg"].startswith(b"<?xml")
    changed = {row.key for row in describe(scenario)} & set(
        re.findall(r"\[`([\w.]+)`\]", page.text)
    )
    before = {row.key: row.value for row in describe(load_scenario(parent))}
    now = {row.key: row.value for row in describe(scenario)}
    differ = {key for key, value in now.items() if before.get(key, ...) != value}
    assert changed == differ - {"sweep"}


def test_the_source_of_a_key_is_its_own_or_its_section_s():
    sources = {"a.b": "section", "a.b.c": "own"}
    assert scenario_pages.source_of(sources, "a.b.c") == "own"
    assert scenario_pages.source_of(sources, "a.b.0.d") == "section"
    assert scenario_pages.source_of(sources, "a.c") == ""


def test_the_citation_is_that_of_the_citation_file():
    page = other_pages.citation_page(ROOT)
    cited = YAML(typ="safe", pure=True).load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f"version = {{{cited['version']}}}" in page
    assert f"{{{{{cited['title']}}}}}" in page


# --- navigation -------------------------------------------------------------------------------


class Pages:
    def __init__(self, *uris):
        self.uris = uris

    def documentation_pages(self):
        return [type("Page", (), {"src_uri": uri}) for uri in self.uris]


def test_the_navigation_leaves_out_what_is_not_there_and_takes_in_what_is_new():
    nav = [
        {"Home": "index.md"},
        {"A": ["a/index.md", "a/gone.md", {"Named": "a/named.md"}, "a/*"]},
        {"B": ["b/*"]},
        {"K": ["a/*.ko.md"]},
    ]
    files = Pages(
        "index.md", "a/index.md", "a/10.md", "a/9.md", "a/named.md", "a/b/9.ko.md", "a/b/9.md"
    )
    assert other_pages.navigation(nav, files) == [
        {"Home": "index.md"},
        {"A": ["a/index.md", {"Named": "a/named.md"}, "a/9.md", "a/10.md"]},
        {"K": ["a/b/9.ko.md"]},
    ]


# --- tutorials ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")
    for part in ("**Goal:**", "**Time:**", "**You learn:**", "## Exercises"):
        assert part in text, part
    assert text.count('tags=["answer"]') >= 2
    code = re.findall(r"^```python.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    wide = [line for block in code for line in block.splitlines() if len(line) > WIDEST]
    assert wide == []
    assert jupytext.reads(text, fmt="md").cells


def test_a_tutorial_becomes_a_page_with_outputs_folded_answers_and_hidden_checks(tmp_path):
    text = """# Title

```python
%matplotlib inline
x = 2
print(x)
print(3)
```

```python alt="A line"
from matplotlib.figure import Figure
figure = Figure()
figure.subplots().plot([0, 1])
figure
```

```python tags=["check"]
assert x == 2
```

```python tags=["answer"]
x + 40
```

<!-- #region tags=["answer"] -->
Because.
<!-- #endregion -->

End.
"""
    notebook = notebooks.notebook_of(text)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    page = notebooks.page_of(notebooks.executed(notebook, tmp_path, "t"), "t")
    assert "```{ .text .output }\n2\n3\n```" in page.text
    assert "![A line](t-1.svg)" in page.text
    assert page.files["t-1.svg"].lstrip().startswith(b"<?xml")
    assert "%matplotlib" not in page.text
    assert "assert x" not in page.text
    folded = page.text.split("<details", 1)[1].split("</details>", 1)[0]
    assert "42" in folded
    assert "Because." in folded
    assert "End." not in folded
    kept = notebooks.as_file(notebook)
    assert "%matplotlib inline" in kept
    assert "assert x" not in kept


def test_a_tutorial_that_fails_stops_the_build(tmp_path):
    notebook = notebooks.notebook_of("# T\n\n```python\n1 / 0\n```\n")
    with pytest.raises(notebooks.TutorialError, match="ZeroDivisionError"):
        notebooks.executed(notebook, tmp_path, "t")


# --- equations, and the check of a built site -----------------------------------------------------


def test_equations_become_mathml():
    inline = '<p><span class="arithmatex">\\(x &lt; 1\\)</span></p>'
    block = '<div class="arithmatex">\\[\n\\frac{1}{g}\n\\]</div>'
    shown = math.with_mathml(inline + block)
    assert "arithmatex" not in shown
    assert shown.count("<math") == 2
    assert "<mfrac>" in shown
    assert 'display="block"' in shown
    assert "&lt;" in shown or "&#x0003C;" in shown


def test_a_function_has_room_around_its_name():
    shown = math.with_mathml('<span class="arithmatex">\\(t \\ln g\\)</span>')
    assert shown.count("<mspace") == 2


def site(folder, **pages):
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return check_site.faults(folder)


def test_a_site_without_faults_passes(tmp_path):
    (tmp_path / "a.css").write_text("b{background:url(data:image/png;base64,AA)}", encoding="utf-8")
    links = '<a href="b.html#y">b</a><a href="#x">x</a>'
    index = f'<link rel=stylesheet href="a.css"><h2 id="x"></h2>{links}'
    other = '<p id="y"></p><a href="https://example.org/">outside, when clicked</a>'
    assert site(tmp_path, index=index, b=other) == []


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img src="http://example.org/x.png">',
        '<iframe src="https://example.org"></iframe>',
        "<style>@import 'https://example.org/x.css';</style>",
        '<p style="background:url(https://example.org/x.png)">',
        '<img src="gone.png">',
        '<a href="gone.html">gone</a>',
        '<a href="#gone">gone</a>',
    ],
)
def test_a_page_that_loads_from_outside_or_leads_nowhere_is_found(tmp_path, page):
    assert len(site(tmp_path, index=page)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.css", "a{background:url(https://example.org/x.png)}"),
        ("x.css", '@import "//example.org/x.css";'),
        ("x.js", 'fetch("https://example.org/data.json")'),
        ("x.svg", '<svg><image href="https://example.org/x.png"/></svg>'),
    ],
)
def test_a_file_that_loads_from_outside_is_found(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(site(tmp_path, index="<p>")) == 1
