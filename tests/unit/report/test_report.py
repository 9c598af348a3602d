"""A report tells what the tables hold, in both languages, and lets no text become markup."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from jevons_sim._version import __version__
from jevons_sim.analysis.equivalents import picture
from jevons_sim.analysis.summary import Band
from jevons_sim.cli.options import seed_setting
from jevons_sim.errors import OutputError
from jevons_sim.quantities import QUANTITIES, SERIES
from jevons_sim.report import points, provenance, read_subject
from jevons_sim.report import write as publishing
from jevons_sim.report.assumptions import linked, source_of
from jevons_sim.report.points import MOST_POINTS, _csv_cell
from jevons_sim.report.provenance import _seed_list, _seed_option
from jevons_sim.report.tables import plain
from jevons_sim.report.voice import HANGUL, Voice
from jevons_sim.results import store
from jevons_sim.results.find import find_result
from jevons_sim.results.stored import read_table
from jevons_sim.results.tables import MemoryTables
from jevons_sim.results.writer import RUNS
from jevons_sim.scenario.describe import describe
from jevons_sim.scenario.load import load_scenario, scenario_digest
from jevons_sim.studies import run as study
from jevons_sim.studies.rebound import rebound_search
from jevons_sim.studies.result import load_result
from jevons_sim.studies.search import answer
from jevons_sim.studies.sensitivity import Question, sensitivity_search
from jevons_sim.studies.study import Study
from jevons_sim.studies.threshold import threshold_search
from jevons_sim.web import page
from jevons_sim.words.catalogue import Words, tables
from jevons_sim.words.likeness import likeness
from jevons_sim.words.numbers import number, two_decimals
from jevons_sim.words.searches import threshold_answer
from jevons_sim.words.terms import any_number, korean_terms
from jevons_sim.words.verdicts import band, change

HOSTILE = "<script>alert(1)</script>\" onmouseover='x' $bad_{$ {title} %s </title>"
SMALL = {"population.firms": 200, "time.years": 3, "seeds": [3, 4, 5]}


class Reader(HTMLParser):
    """Takes a page apart: elements with attributes, tables by name, all text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.tables, self.words = [], {}, []
        self._table, self._in_cell = None, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if tag == "table":
            self._table = self.tables.setdefault(attributes["id"], [])
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in ("td", "th") and self._table:
            self._table[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if tag == "table":
            self._table = None
        elif tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data):
        self.words.append(data)
        if self._table and self._in_cell:
            self._table[-1][-1] += data

    @property
    def text(self):
        return " ".join(" ".join(self.words).replace("\u00a0", " ").split())

    def column(self, table, n=1):
        return {row[0]: row[n].replace("\u00a0", " ") for row in self.tables[table]}


def saved(scenario, out):
    result = study.run(scenario)
    return result, result.save(out, figures=False)


def read(folder, language="en"):
    path, faults = publishing.write_report(folder, language)
    assert faults == []
    return Reader(path.read_text(encoding="utf-8"))


def answer_threshold(study, key, ends):
    found = answer(threshold_search(study.scenario, key, ends), study)
    return found.found, found.folder


def answer_sensitivity(study, asked):
    found = answer(sensitivity_search(study.scenario, asked), study)
    return found.found, found.folder


@pytest.fixture(scope="module")
def shock():
    return load_scenario("deepseek-shock").with_values(SMALL)


@pytest.fixture(scope="module")
def case(shock, tmp_path_factory):
    return saved(shock, tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="module")
def sweep(reference, tmp_path_factory):
    axes = {"demand.price_elasticity": [-1.6, -0.4], "price.pass_through": [0.5, 1.0]}
    scenario = reference.with_values({**SMALL, "sweep": {"axes": axes}})
    return saved(scenario, tmp_path_factory.mktemp("sweep"))


def test_it_holds_the_verdict_the_likeness_and_the_figures_of_the_result(case):
    result, folder = case
    page_ = read(folder)
    assert result.verdict in page_.text
    assert likeness(result.picture) in page_.text
    summary = result.summaries[0]
    medians = page_.column("key-figures")
    assert medians["Rebound R, AI alone"] == two_decimals(summary.rebound.median)
    assert medians["Energy use of AI (TWh/yr)"] == number(summary.energy_twh.median)
    ends = page_.column("key-figures", 2)
    band = summary.rebound
    assert ends["Rebound R, AI alone"] == f"{two_decimals(band.p05)} to {two_decimals(band.p95)}"
    runs = result.runs
    frozen = Band.of(runs.loc[runs["case"] == "frozen", "emissions_mtco2"])
    assert page_.column("by-case")["Emissions of AI (MtCO2/yr)"].startswith(number(frozen.median))


def test_it_is_one_page_without_script_and_with_data_images_only(case):
    page_ = read(case[1])
    tags = [tag for tag, _ in page_.elements]
    assert not {"script", "link", "iframe", "object", "form", "base"} & set(tags)
    images = [attributes for tag, attributes in page_.elements if tag == "img"]
    assert len(images) == 3
    assert all(image["src"].startswith("data:image/") and image["alt"] for image in images)
    assert not any(key.startswith("on") or key == "style" for _, a in page_.elements for key in a)


def test_links_go_to_the_page_the_web_or_data(case):
    page_ = read(case[1])
    targets = [a["href"] for tag, a in page_.elements if tag == "a"]
    allowed = re.compile(r"#|https?://|data:text/(yaml|csv)")
    assert [target for target in targets if not allowed.match(target)] == []
    ids = {a.get("id") for _, a in page_.elements}
    assert {t[1:] for t in targets if t.startswith("#")} <= ids


def test_the_scenario_on_the_page_gives_the_same_digest(case, tmp_path):
    result, folder = case
    (address,) = {
        a["href"] for tag, a in read(folder).elements if a.get("download", "").endswith(".yaml")
    }
    path = tmp_path / "again.yaml"
    path.write_bytes(base64.b64decode(address.partition(",")[2]))
    again = load_scenario(path)
    assert again == result.plan.scenario
    assert scenario_digest(again, publishing.load_result(folder).plan.scenario.name) == (
        scenario_digest(result.plan.scenario, result.plan.scenario.name)
    )


def test_every_text_of_a_scenario_is_escaped(shock, tmp_path):
    notes = {"demand.price_elasticity": f"javascript:alert(1) {HOSTILE} https://a.example/x"}
    words = {
        "title": HOSTILE,
        "question": HOSTILE,
        "equivalents.city": HOSTILE[:50],
        "seeds": [1],
        "demand.price_elasticity": -0.7,
        "sources": {**shock.sources, **notes},
    }
    _, folder = saved(shock.with_values(words), tmp_path)
    for language in ("en", "ko"):
        page_ = read(folder, language)
        assert HOSTILE in page_.text
        assert "script" not in [tag for tag, _ in page_.elements]
        assert not any("onmouseover" in a for _, a in page_.elements)
        web = [a["href"] for tag, a in page_.elements if a.get("href", "").startswith("http")]
        assert "https://a.example/x" in web
        assert {re.sub(r"/.*", "", link[8:]) for link in web} == {
            "a.example",
            "arxiv.org",
            "doi.org",
        }


@pytest.mark.parametrize(
    "title", ["x" * 5000, "제번스의 역설 " * 300, "=cmd|' /C calc'!A0", "`a` | [x](javascript:1)"]
)
def test_long_korean_and_odd_titles_are_kept(shock, tmp_path, title):
    _, folder = saved(shock.with_values({"title": title.strip(), "seeds": [1]}), tmp_path)
    assert title.strip() in read(folder).text


def test_links_are_web_addresses_dois_and_arxiv_numbers_and_nothing_else():
    text = (
        "a (https://x.example/a_(b)), doi:10.1177/01956574251331966. arXiv:2511.23455 v2; "
        "javascript:alert(1) data:text/html,x ftp://x file:///etc HTTPS://Y.example/'onclick"
    )
    pieces = linked(text)
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces) == text
    assert [piece[1] for piece in pieces if not isinstance(piece, str)] == [
        "https://x.example/a_(b)",
        "https://doi.org/10.1177/01956574251331966",
        "https://arxiv.org/abs/2511.23455",
        "HTTPS://Y.example/",
    ]


def test_changed_values_are_told_with_their_source_and_the_references_does_not_speak_for_them(
    shock, tmp_path
):
    own = {**shock.sources, "price.pass_through": "Me (2026), doi:10.1234/x"}
    values = {
        "price.pass_through": 0.5,
        "demand.price_elasticity": -1.2,
        "seeds": [1],
        "sources": own,
    }
    _, folder = saved(shock.with_values(values), tmp_path)
    rows = {row[0]: row for row in read(folder).tables["changed"]}
    assert rows["price.pass_through"][2:] == ["0.5", "0.9", "Me (2026), doi:10.1234/x"]
    assert rows["demand.price_elasticity"][2:4] == ["-1.2", "-0.8"]
    assert "does not speak for this value" in rows["demand.price_elasticity"][4]
    assert rows["technology.algorithmic.shocks.0.year"][2] == "2025.08"
    assert "27 times below o1" in rows["technology.algorithmic.shocks.0.year"][4]
    assert "energy.base_twh" not in rows
    changed = set(rows) - {"Key"}
    here = {row.key: row.value for row in describe(load_scenario(folder / store.SCENARIO))}
    reference = {row.key: row.value for row in describe(load_scenario("reference"))}
    expected = {key for key, value in here.items() if reference.get(key, "absent") != value}
    assert changed >= expected - {"seeds"}


def test_the_reference_changes_nothing(reference, tmp_path):
    _, folder = saved(reference.with_values({"seeds": [1]}), tmp_path)
    page_ = read(folder)
    assert "changed" not in page_.tables
    assert "This study changes nothing" in page_.text


def test_an_explanation_that_the_result_contradicts_is_left_out(shock, tmp_path):
    said = "Some relief, far less than tenfold."
    expected = load_scenario("deepseek-shock").model_dump(mode="json")["expected"]
    kept = {"time.years": 10, "expected": expected}
    _, folder = saved(shock.with_values({**kept, "seeds": 5, "population.firms": 2000}), tmp_path)
    assert said in read(folder).text
    _, folder = saved(shock.with_values({**kept, "demand.price_elasticity": -1.4}), tmp_path)
    assert "in the words of the scenario" not in read(folder).text


def test_a_sweep_is_told_point_by_point_and_as_csv(sweep):
    result, folder = sweep
    page_ = read(folder)
    rows = page_.tables["points"][1:]
    assert len(rows) == 4
    assert [row[:2] for row in rows] == [
        ["-1.6", "0.5"],
        ["-1.6", "1"],
        ["-0.4", "0.5"],
        ["-0.4", "1"],
    ]
    ratios = [summary.energy_ratio.median for summary in result.summaries]
    assert [row[2].split("\u00a0")[0].split(" ")[0] for row in rows] == [number(x) for x in ratios]
    assert [row[0] for row in page_.tables["extremes"][1:]] == ["lowest", "middle", "highest"]
    assert page_.tables["extremes"][1][3].startswith(number(min(ratios)))
    (address,) = {a["href"] for _, a in page_.elements if a.get("download", "").endswith(".csv")}
    table = list(csv.DictReader(io.StringIO(base64.b64decode(address.partition(",")[2]).decode())))
    assert [float(row["energy_ratio_median"]) for row in table] == pytest.approx(ratios, rel=1e-5)
    assert {row["seeds"] for row in table} == {"3"}


def test_a_large_sweep_shows_some_points_and_offers_all(reference, tmp_path):
    axes = {"demand.price_elasticity": {"from": -1.5, "to": -0.1, "steps": 260}}
    values = {"population.firms": 20, "time.years": 1, "seeds": 2, "sweep": {"axes": axes}}
    _, folder = saved(reference.with_values(values), tmp_path)
    page_ = read(folder)
    assert len(page_.tables["points"]) == MOST_POINTS + 1
    assert f"{MOST_POINTS} of 260 points" in page_.text
    assert [page_.tables["points"][k][0] for k in (1, -1)] == ["-1.5", "-0.1"]
    (address,) = {a["href"] for _, a in page_.elements if a.get("download", "").endswith(".csv")}
    assert base64.b64decode(address.partition(",")[2]).count(b"\n") == 261


def test_a_sweep_of_many_keys_ranks_them(reference, tmp_path):
    keys = ("demand.price_elasticity", "price.pass_through", "energy.base_twh")
    axes = {key: {"from": low, "to": high} for key, (low, high) in
            zip(keys, ((-1.8, -0.2), (0.3, 1.0), (100.0, 250.0)), strict=True)}  # fmt: skip
    sweep_ = {"design": "latin_hypercube", "samples": 12, "axes": axes}
    values = {"population.firms": 100, "time.years": 3, "seeds": 2, "sweep": sweep_}
    _, folder = saved(reference.with_values(values), tmp_path)
    page_ = read(folder)
    assert "No figure shows a sweep over 3 keys" in page_.text
    ranks = page_.column("ranks")
    assert float(ranks["demand.price_elasticity"].replace("\u2212", "-")) < -0.6
    assert next(iter(list(ranks)[1:])) == "demand.price_elasticity"


def test_failed_runs_are_told_first(case, tmp_path):
    result, _ = case
    rows = result.runs[result.runs["seed"] != 5]
    years = result.years[result.years["seed"] != 5]
    left = replace(result, tables=MemoryTables(rows, years),
                   failures=("deepseek-shock, seed 5: energy_twh is not finite",))  # fmt: skip
    page_ = read(left.save(tmp_path, figures=False))
    assert "1 of 9 runs left the range of finite numbers" in page_.text
    assert "seed 5: energy_twh is not finite" in page_.text
    assert "over seeds (n = 2)" in page_.text


def test_one_seed_is_warned_of(shock, tmp_path):
    _, folder = saved(shock.with_values({"seeds": [7]}), tmp_path)
    assert "With one seed there is no spread" in read(folder).text
    assert "시드가 하나면" in read(folder, "ko").text


def test_an_old_result_is_read(case, tmp_path):
    """Fewer columns, an older version, a manifest that says less."""
    folder = case[0].save(tmp_path, figures=False)
    runs = read_table(folder / RUNS).drop(columns=["rebound_economy", "tax_revenue_usd_bn"])
    runs.to_csv(folder / RUNS, index=False)
    old = {"name": "deepseek-shock", "digest": "0123456789ab", "version": "0.0.1"}
    (folder / store.MANIFEST).write_text(json.dumps(old), encoding="utf-8")
    page_ = read(folder)
    assert "computed by version 0.0.1" in page_.text
    assert page_.column("provenance")["Digest"] == "0123456789ab"
    assert page_.column("key-figures")["Rebound R, AI and the respending of users' gain"] == "none"


def test_a_result_of_a_newer_format_is_refused(case, tmp_path):
    folder = case[0].save(tmp_path, figures=False)
    (folder / store.MANIFEST).write_text('{"format": 99, "version": "9"}', encoding="utf-8")
    with pytest.raises(OutputError, match="newer version"):
        publishing.write_report(folder)


def test_what_was_asked_about_the_same_case_is_told_too(shock, tmp_path):
    result, folder = saved(shock, tmp_path)
    assert "lies beside this result" in read(folder).text
    request = Study(shock, tmp_path, figures=False)
    found = answer(rebound_search(shock, result.years), request, folder / "rebound").found
    thresholds, _ = answer_threshold(request, "demand.price_elasticity", None)
    screened, _ = answer_sensitivity(
        replace(request, scenario=shock.with_values({"seeds": 1})),
        Question("morris", keys=("price.pass_through", "demand.price_elasticity"), samples=4),
    )
    other = replace(request, scenario=shock.with_values({"price.pass_through": 0.4}))
    answer_threshold(other, "demand.depth_elasticity", (-0.3, -0.1))
    page_ = read(folder)
    assert page_.column("parts")["R, the sum"] == band(found.rebound("ai"), two_decimals)
    assert page_.column("lmdi")["adopters"] == band(found.factor("adopters"))
    assert threshold_answer(thresholds) in page_.text
    assert "demand.depth_elasticity" not in page_.text.partition("How well numbers")[0]
    means = page_.column("sensitivity-morris-energy_ratio")
    top = screened.table.iloc[0]
    assert means[top["key"]] == f"{top['mu_star']:.2f}"
    assert "jevons threshold deepseek-shock.yaml --vary demand.price_elasticity" in page_.text
    assert "lies beside this result" not in page_.text
    assert len([tag for tag, _ in page_.elements if tag == "img"]) == 7


def test_the_commands_on_the_page_ask_the_very_same_again(shock, tmp_path):
    _, folder = saved(shock, tmp_path)
    request = Study(shock, tmp_path, figures=False)
    ends = [(-1.2000000000000002, -0.4), (-1.1, -0.3)]
    one_seed = replace(request, scenario=shock.with_values({"seeds": [5]}))
    answer_threshold(request, "demand.price_elasticity", ends[0])
    answer_threshold(one_seed, "demand.price_elasticity", ends[1])
    keys = ("price.pass_through", "demand.price_elasticity")
    answer_sensitivity(one_seed, Question("morris", keys=keys, samples=4))
    page_ = read(folder)
    ids = [attributes["id"] for _, attributes in page_.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    text = f"{page_.text} "
    for words in (
        "--vary demand.price_elasticity --from -1.2000000000000002 --to -0.4 ",
        "--vary demand.price_elasticity --from -1.1 --to -0.3 --seeds 5, ",
        f"--vary {keys[0]} --vary {keys[1]} --samples 4 --seeds 5, ",
    ):
        assert words in text
    assert load_scenario("reference", seed_setting("5,")).seed_list == (5,)
    assert _seed_option([0, 1, 2]) == "3"


def test_searches_of_another_version_are_left_out(shock, tmp_path):
    _, folder = saved(shock, tmp_path)
    request = Study(shock, tmp_path, figures=False)
    _, place = answer_threshold(request, "demand.price_elasticity", None)
    asked = "jevons threshold deepseek-shock.yaml --vary demand.price_elasticity"
    said = json.loads((place / store.ANSWER).read_text(encoding="utf-8"))
    assert (said["kind"], said["version"]) == ("threshold", __version__)
    assert "figure-threshold-demand.price_elasticity" in str(read(folder).elements)
    (place / store.ANSWER).write_text(json.dumps({**said, "version": "0"}), encoding="utf-8")
    assert "figure-threshold" not in str(read(folder).elements)
    assert asked in read(folder).text  # as something to ask
    assert find_result("deepseek-shock", tmp_path) == folder


def test_the_same_result_gives_the_same_page(case):
    texts = {publishing.write_report(case[1])[0].read_bytes() for _ in range(2)}
    assert len(texts) == 1


def test_korean_says_the_same_numbers(case, sweep):
    for result, folder in (case, sweep):
        english, page_ = read(folder), read(folder, "ko")
        assert [tag for tag, _ in page_.elements] == [tag for tag, _ in english.elements]
        assert ("html", {"lang": "ko"}) in page_.elements
        digits = [re.findall(r"\d+\.\d+", Voice(x).verdict(result)) for x in ("en", "ko")]
        assert sorted(digits[0]) == sorted(digits[1])
    assert "보고서" in page_.text


@pytest.mark.parametrize(("ratio", "words"), [
    (2.5, "2.50배로 늘어난다"), (1.05, "5.0% 늘어난다"), (1.001, "거의 그대로다"),
    (0.7, "30% 줄어든다"), (0.001, "1/1,000로 줄어든다"), (0.0, "0이 된다"),
])  # fmt: skip
def test_change_in_korean(ratio, words):
    assert change(ratio, "ko") == words


def test_likeness_in_korean(reference):
    units = reference.equivalents
    assert "미국 590만 가구" in likeness(picture(-63.0, units), "ko")
    assert "적다" in likeness(picture(-63.0, units), "ko")
    assert "많다" in likeness(picture(63.0, units), "ko")
    assert "1.1억 가구" in likeness(picture(1200.0, units), "ko")
    assert likeness(picture(0.0, units), "ko") == "개선이 없을 때와 같다."


def test_every_quantity_key_and_unit_has_a_korean_name(reference):
    terms = korean_terms()
    assert set(terms["quantities"]) == set(SERIES)
    keys = {any_number(row.key) for row in describe(reference)} - {"seeds", "sweep"}
    for name in ("deepseek-shock", "carbon-tax", "cap-and-efficiency", "public-investment"):
        keys |= {any_number(row.key) for row in describe(load_scenario(name))} - {"seeds", "sweep"}
    assert keys - set(terms["keys"]) == set()
    assert all(
        HANGUL.search(text) for part in ("quantities", "keys") for text in terms[part].values()
    )
    units = {QUANTITIES[name].unit for name in SERIES} - {"-"}
    assert {unit for unit in units if unit.endswith("/yr")} <= set(terms["units"])


def test_words_are_the_same_keys_in_both_languages():
    table = tables("report")
    assert set(table["en"]) == set(table["ko"])
    fields = {
        language: {key: sorted(set(re.findall(r"\{\w+\}", text))) for key, text in words.items()}
        for language, words in table.items()
    }
    assert fields["en"] == fields["ko"]
    template = page.asset("report/page.html")
    assert set(re.findall(r'w\["(\w+)"\]', template)) <= set(table["en"]) | {"case_", "terms_"}


def test_a_page_goes_over_no_other_file(case, tmp_path):
    mine = tmp_path / "scenario.yaml"
    mine.write_text("name: x\n", encoding="utf-8")
    for target, words in (
        (mine, "was not made by jevons"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "x.html", "there is no folder"),
    ):
        with pytest.raises(OutputError, match=words):
            publishing.write_report(case[1], path=target)
    assert mine.read_text(encoding="utf-8") == "name: x\n"
    target = tmp_path / "x.html"
    publishing.write_report(case[1], path=target)
    assert publishing.write_report(case[1], "ko", target)[0] == target
    assert 'lang="ko"' in target.read_text(encoding="utf-8")
    assert not list(tmp_path.glob(".tmp-*"))


def test_small_helpers():
    voice = Voice("en")
    assert [plain(x, voice) for x in (None, (), True, 2025, 28045)] == [
        *("none", "none", "on", "2025", "28,045"),
    ]
    assert [plain(x, voice) for x in (1 / 3, 2025.08, 28045.0)] == ["0.3333", "2025.08", "28,045"]
    assert _seed_list((0, 1, 2, 3)) == "0–3"
    assert _seed_list((4, 9)) == "4, 9"
    assert source_of({"policy": "x"}, "policy.0.usd_per_tco2") == "x"
    assert source_of({"policy": "x"}, "price.base") == ""
    assert [_csv_cell(x) for x in ("=1", "-x", "ok", -1.0)] == ["'=1", "'-x", "ok", -1.0]
    assert Voice("ko").span("-2", "-1") == "-2\u00a0~\u00a0-1"
    assert set(tables("figures")["ko"]) == set(tables("figures")["en"])


def test_a_sweep_over_null_and_words_is_told_in_words(tmp_path, reference):
    small = {"population.firms": 20, "time.years": 1, "time.steps_per_year": 1, "seeds": 1}
    axes = {
        "grid.limit_twh": [None, 200.0, 300.0],
        "responses.use": [True, False],
        "labs.training.rule": ["contest", "none"],
    }
    result = study.run(reference.with_values({**small, "sweep": {"axes": axes}}))
    assert not result.has_figure
    assert "none shows 3 keys" in Words("terminal").say("no_figure", n=3)
    subject = read_subject(load_result(result.save(tmp_path, figures=False)))
    said = provenance.swept(subject, Voice("en"))
    assert "grid.limit_twh = 200 … 300 (2), none" in said
    assert "responses.use = on, off" in said
    assert "labs.training.rule = contest, none" in said


def test_null_does_not_hide_what_goes_with_a_number(tmp_path, reference):
    small = {"population.firms": 20, "time.years": 2, "time.steps_per_year": 1, "seeds": 1}
    axes = {
        "grid.limit_twh": [None, 150.0, 200.0],
        "demand.price_elasticity": [-1.5, -1.0, -0.5],
        "price.pass_through": [0.6, 1.0],
    }
    result = study.run(reference.with_values({**small, "sweep": {"axes": axes}}))
    subject = read_subject(load_result(result.save(tmp_path, figures=False)))
    (ranks,) = [table for table in points.points(subject, Voice("en")) if table.name == "ranks"]
    assert {row[0] for row in ranks.rows} == set(axes)
