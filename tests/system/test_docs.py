"""What makes the documentation site: generated pages, tutorials, the check of a built site."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from jevons_sim import plots
from jevons_sim.engine import rules
from jevons_sim.scenario.describe import describe
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.yaml_reader import read_file

pytest.importorskip("sphinx", reason="needs the extra docs")
pytest.importorskip("myst_nb", reason="needs the extra docs")

import nbformat

from docs.extension import (
    equations,
    gallery,
    html,
    keys,
    made,
    mathml,
    reference,
    scenarios,
    search,
    tutorials,
)
from docs.extension.text import link_to_key
from docs.make import nomenclature, teaching
from tests import site

ROOT = Path(__file__).parents[2]
TUTORIALS = tutorials.paths(ROOT / "docs")
WIDEST = 79
"""Characters of a line of code that fit beside the navigation of a small laptop."""


# --- generated pages ------------------------------------------------------------------------


def test_every_key_is_on_the_page_of_keys_with_its_source_and_range():
    page = keys.keys_text()
    reference_scenario = load_scenario("reference")
    places = set(re.findall(r"^(?::::\{key\}|##) ([\w.-]+)$", page, re.MULTILINE))
    for row in describe(reference_scenario):
        key = re.sub(r"\.\d+(?=\.|$)", "", row.key)
        assert key in places, row.key
        if row.range is not None:
            assert row.source.replace("|", r"\|")[:40] in page
    assert "demand.price_elasticity" in places
    assert "- a number, \N{MINUS SIGN}20 to 0\n" in page
    assert "known to lie between \N{MINUS SIGN}2 and \N{MINUS SIGN}0.1" in page
    assert "in USD/MWh" in page


def test_every_instrument_is_on_the_page_of_keys():
    page = keys.keys_text()
    for name in ("carbon_tax", "energy_tax", "efficiency_programme", "adoption_subsidy"):
        assert f"### `{name}`\n" in page
    assert "### `energy_cap` or `build_out_limit`\n" in page


def test_a_key_is_a_place_once():
    page = keys.keys_text()
    places = re.findall(r"^:::\{key\} ([\w.-]+)\n(?!:no-index:)", page, re.MULTILINE)
    assert len(places) == len(set(places)) > 80
    assert "policy.usd_per_tco2" in places


def test_a_link_to_an_item_of_a_list_leads_to_the_key_of_all():
    assert link_to_key("price.pass_through") == "{key}`price.pass_through`"
    shown = "{key}`labs.members.0.share <labs.members.share>`"
    assert link_to_key("labs.members.0.share") == shown
    assert link_to_key("equivalents") == "[`equivalents`](/reference/keys.md#equivalents)"


def test_every_rule_is_shown_with_its_code():
    page = equations.module_text("jevons_sim.engine.rules")
    for name in re.findall(r"^def (\w+)", Path(rules.__file__).read_text(), re.MULTILINE):
        assert f".. autofunction:: jevons_sim.engine.rules.{name}\n" in page
        assert f"   def {name}(" in page
    assert '"""' not in page
    assert "@compiled" not in page


def test_the_page_of_equations_names_every_module_of_equations():
    page = (ROOT / "docs" / "reference" / "equations.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\.\. equations:: (.*)$", page, re.MULTILINE))
    there = {
        f"jevons_sim.equations.{path.stem}"
        for path in (ROOT / "jevons_sim" / "equations").glob("*.py")
        if list(equations.functions(import_module(f"jevons_sim.equations.{path.stem}")))
    }
    assert shown == {"jevons_sim.engine.rules", *there}


def test_a_scenario_page_holds_question_answer_changes_and_file():
    path = shipped_scenarios()["inelastic"]
    scenario = load_scenario(path)
    page = scenarios.scenario_page(path)
    parent = read_file(path).tree["extends"].removesuffix(".yaml")
    assert page.text.startswith(f"# {scenario.title}\n")
    for text in (scenario.question, page.verdict, path.read_text(encoding="utf-8")):
        assert text in page.text
    assert " ".join(scenario.expected.answer.split()) in " ".join(page.text.split())
    assert list(page.files) == ["inelastic-energy.svg"]
    assert page.files["inelastic-energy.svg"].startswith(b"<?xml")
    changed = {row.key for row in describe(scenario)} & set(
        re.findall(r"\{key\}`([\w.]+)", page.text)
    )
    before = {row.key: row.value for row in describe(load_scenario(parent))}
    now = {row.key: row.value for row in describe(scenario)}
    differ = {key for key, value in now.items() if before.get(key, ...) != value}
    assert changed == differ - {"sweep"}


def test_the_source_of_a_key_is_its_own_or_its_section_s():
    sources = {"a.b": "section", "a.b.c": "own"}
    assert scenarios.source_of(sources, "a.b.c") == "own"
    assert scenarios.source_of(sources, "a.b.0.d") == "section"
    assert scenarios.source_of(sources, "a.c") == ""


def test_the_citation_is_that_of_the_citation_file():
    page = reference.citation_text()
    cited = YAML(typ="safe", pure=True).load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f"version = {{{cited['version']}}}" in page
    assert f"{{{{{cited['title']}}}}}" in page


def test_the_gallery_shows_every_kind_of_figure():
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^:function: (\w+)$", page, re.MULTILINE))
    assert drawn == {name for name in plots.__all__ if name.startswith("plot_")}
    shown = re.findall(r"^```\{drawn-by\} .*/(\w+)\.png$", page, re.MULTILINE)
    assert set(plots.KINDS) <= set(shown)
    assert page.count("```{drawn-by}") == page.count("\n:alt: ") == page.count("\n:function: ")


def test_a_figure_of_the_gallery_comes_from_its_command(tmp_path):
    small = "--set population.firms=50 --set time.years=1 --seeds 1"
    command = f"jevons run inelastic {small}"
    found = gallery.draw([command], "outputs/inelastic/*/figures/energy.png", tmp_path)
    assert found.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(RuntimeError, match="wrote no"):
        gallery.draw([command], "outputs/inelastic/*/figures/nothing.png", tmp_path)
    with pytest.raises(RuntimeError, match="no-such-scenario"):
        gallery.draw(["jevons run no-such-scenario"], "*", tmp_path)


def test_what_is_made_is_made_once_and_placed(tmp_path):
    class App:
        class config:  # noqa: N801
            made_in = str(tmp_path / "made")

    def make(folder):
        calls.append(folder)
        (folder / "a.md").write_text("a", encoding="utf-8")

    calls = []
    first = made.once(App, "pages", make)
    assert made.once(App, "pages", make) == first
    assert len(calls) == 1
    made.place(first, tmp_path / "docs", own=("index.md",))
    placed = tmp_path / "docs" / "a.md"
    before = placed.stat().st_mtime_ns
    for name in ("index.md", "of a scenario that is no more.md"):
        placed.with_name(name).write_text(name, encoding="utf-8")
    made.place(first, tmp_path / "docs", own=("index.md",))
    assert placed.stat().st_mtime_ns == before
    assert {path.name for path in placed.parent.iterdir()} == {"a.md", "index.md"}
    assert re.fullmatch("[0-9a-f]{12}", made.digest())


def test_pages_that_are_made_and_kept_are_up_to_date():
    found = {nomenclature.PAGE: nomenclature.page(), **teaching.pages()}
    assert [path.name for path, page in found.items() if path.read_text("utf-8") != page] == []


# --- tutorials ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")
    for part in ("**Goal:**", "**Time:**", "**You learn:**", "## Exercises"):
        assert part in text, part
    notebook = tutorials.notebook_of(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert sum("answer" in cell.metadata.get("tags", []) for cell in code) >= 2
    assert text.count('<details class="answer">') == text.count("</details>") >= 2
    assert [line for cell in code for line in cell.source.splitlines() if len(line) > WIDEST] == []
    assert not any(cell.outputs for cell in code)
    for cell in code:  # checks are on no page
        tags = cell.metadata.get("tags", [])
        assert "check" not in tags or "remove-cell" in tags


SHORT = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# Title

```{code-cell} python
x = 2
print(x)
```

```{code-cell} python
:tags: [check, remove-cell]
assert x == 2
```

<details class="answer"><summary>Answer</summary>

```{code-cell} python
:tags: [answer]
x + 40
```

Because.

</details>

End.
"""


def test_a_tutorial_is_given_away_as_a_notebook_without_checks_and_folds(tmp_path):
    path = tmp_path / "t.md"
    path.write_text(SHORT, encoding="utf-8")
    kept = nbformat.reads(tutorials.as_file(tutorials.notebook_of(path)), as_version=4)
    nbformat.validate(kept)
    assert [cell.source for cell in kept.cells] == [
        *("# Title", "x = 2\nprint(x)", "x + 40"),
        "Because.\n\nEnd.",
    ]
    assert kept.cells[2].metadata["jupyter"] == {"source_hidden": True}
    assert kept.metadata["kernelspec"]["name"] == "python3"
    assert not any(cell.get("outputs") for cell in kept.cells)


def runs_of(tmp_path, text):
    (tmp_path / "tutorials").mkdir(exist_ok=True)
    (tmp_path / "tutorials" / "t.md").write_text(text, encoding="utf-8")
    return tutorials.Runs(tmp_path, str(tmp_path / "cache"), 60)


def test_a_tutorial_is_run_once_and_its_outputs_are_kept(tmp_path):
    runs_of(tmp_path, SHORT).keep()
    assert runs_of(tmp_path, SHORT).running == []
    notebook = tutorials.notebook_of(tmp_path / "tutorials" / "t.md")
    _, found = tutorials.get_cache(str(tmp_path / "cache")).merge_match_into_notebook(notebook)
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    assert code[0].outputs[0].text == "2\n"
    assert code[2].outputs[0].data["text/plain"] == "42"


def test_a_tutorial_that_fails_stops_the_build(tmp_path):
    runs = runs_of(tmp_path, SHORT.replace("x = 2", "x = 1 / 0"))
    with pytest.raises(tutorials.TutorialError, match="ZeroDivisionError"):
        runs.keep()


# --- equations, and the check of a built site -----------------------------------------------------


def test_equations_become_mathml():
    shown = mathml.mathml("x < 1", block=False) + mathml.mathml(r"\frac{1}{g}", block=True)
    assert shown.count("<math") == 2
    assert "<mfrac>" in shown
    assert 'display="block"' in shown
    assert "&lt;" in shown


def test_a_function_has_room_around_its_name():
    assert mathml.mathml(r"t \ln g", block=False).count("<mspace") == 2


def test_a_page_is_made_usable_by_keyboard_and_by_ear():
    shown = html.usable(
        '<pre>1</pre><div class="table-wrapper container"><th class="head"><p></p></th></div>'
        '<a href="#a.b"><code class="x"><span class="pre">a.b</span></code></a>'
        '<img alt="words" class="figure" src="../_images/x.svg" />'
    )
    assert '<pre tabindex="0">1' in shown
    assert '<div tabindex="0" class="table-wrapper' in shown
    assert "<th" not in shown
    assert 'href="#a.b"' in shown
    assert "a.<wbr>b" in shown
    assert '<a class="enlarge" href="../_images/x.svg"><img alt="words"' in shown


def test_korean_words_are_found_without_their_particles():
    words = search.EnglishAndKorean({}).split("반등은 크다, a rebound")
    assert words[:2] == ["반등은", "크다"]
    assert {"반등", "rebound"} <= set(words)
    assert "re" not in words


def faults(folder, **pages):
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return site.faults(folder)


def test_a_site_without_faults_passes(tmp_path):
    (tmp_path / "a.css").write_text("b{background:url(data:image/png;base64,AA)}", encoding="utf-8")
    links = '<a href="b.html#y">b</a><a href="#x">x</a>'
    index = f'<link rel=stylesheet href="a.css"><h2 id="x"></h2>{links}'
    other = '<p id="y"></p><a href="https://example.org/">outside, when clicked</a>'
    assert faults(tmp_path, index=index, b=other) == []


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
    assert len(faults(tmp_path, index=page)) == 1


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
    assert len(faults(tmp_path, index="<p>")) == 1
