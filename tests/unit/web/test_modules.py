"""Scripts joined from modules: in order, closed off from each other, and no form guessed at."""

from __future__ import annotations

import pytest

from jevons_sim.web.javascript import COMMENT, TEXT, ScriptError, pieces
from jevons_sim.web.modules import in_order, joined, parsed
from tests.node import needs_node, run_node

MODULES = {
    "page/main.js": """\
        // What a page does.
        import * as shapes from "./shapes.js";
        import { count, next as advance, WORDS } from "../common/words.js";
        import { twice } from "../common/more.js";
        /* A name that two modules have is each module's own. */
        const hidden = "main";
        advance();
        const text = `${hidden} ${count()} ${shapes.area({ side: 3 })} // no comment`;
        console.log(text, WORDS["/*"], twice(4) / 2 / 2, "import { x }".length, shapes.own());
        for (const value of shapes.steps(3)) console.log(value, /[/"'`]+\\/*/.test('a/"'));
    """,
    "page/shapes.js": """\
        import { twice } from "../common/more.js";
        const hidden = "shapes";
        export const area = ({ side }) => twice(side * side) / 2;
        export const own = () => hidden /* the module's */ + typeof this;
        export function* steps(n) {
            for (let k = 0; k < n; k++) yield `${k}/${n} ${{ a: `}${k}` }.a}`;
        }
    """,
    "common/words.js": """\
        let told = 0;
        export const WORDS = { "/*": "text, not a comment" };
        export function next() {
            told += 1;
        }
        /** How often. */
        export const count = () => told;
        console.log("words first");
    """,
    "common/more.js": 'export const twice = (x) => 2 * x; // console.log("never")\n'
    'console.log("then more");\n',
}
TEXTS = {
    name: "".join(f"{line.strip()}\n" for line in text.splitlines())
    for name, text in MODULES.items()
}


def test_a_module_comes_after_those_that_it_imports():
    names = [module.name for module in in_order("page/main.js", TEXTS.__getitem__)]
    assert names == ["common/more.js", "page/shapes.js", "common/words.js", "page/main.js"]


@needs_node
def test_a_joined_script_does_what_its_modules_do(tmp_path):
    for name, text in TEXTS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "joined.cjs").write_text(joined("page/main.js", TEXTS.__getitem__), "utf-8")
    said = [run_node(tmp_path / name) for name in ("page/main.js", "joined.cjs")]
    assert said[0] == said[1]
    assert said[0].splitlines()[:2] == ["then more", "words first"]
    assert "main 1 9 // no comment" in said[0]


def test_comments_stay_behind_and_strings_do_not():
    script = joined("page/main.js", TEXTS.__getitem__)
    for gone in ("What a page does", "How often", "the module's", "never"):
        assert gone not in script
    for kept in ("// no comment", "text, not a comment", '"import { x }"', "/[/\"'`]+\\/*/"):
        assert kept in script
    assert "\n\n" not in script


def test_names_do_not_leave_the_script():
    """All of it is inside one function."""
    script = joined("page/main.js", TEXTS.__getitem__)
    assert script.startswith('(function () {\n"use strict";\n')
    assert script.endswith("})();\n})();")


@pytest.mark.parametrize(
    "statement",
    [
        "export default 3;",
        "export let total = 0;",
        "export var total = 0;",
        "export { a };",
        "export { a } from './b.js';",
        'export * from "./b.js";',
        "export const { a } = b;",
        "export const [a] = b;",
        "export class A {}",
        "  export const a = 1;",
        'import b from "./b.js";',
        'import "./b.js";',
        'import { a } from "./b.js"',
        "import { a } from './b.js';",
        'import { default as a } from "./b.js" with { type: "json" };',
        'const a = await import("./b.js");',
        "const here = import.meta.url;",
        'const a = 1;\nimport { c } from "./b.js";',
        "const $b = 1;",
        "const all = () => arguments.length;",
        "let n = 3;\nwhile (n --> 0) n;",
        "a <!-- b;",
    ],
)
def test_a_form_that_is_not_known_is_refused(statement):
    with pytest.raises(ScriptError, match=r"a\.js: cannot join"):
        parsed("a.js", f"const before = 1;\n{statement}\n")


@pytest.mark.parametrize(
    "path", ["b.js", "/b.js", "./b", "./b.mjs", "../b.js", "./b.js?x", "lodash", "./B.js"]
)
def test_only_a_module_of_the_package_is_imported(path):
    with pytest.raises(ScriptError, match="no module of the package"):
        parsed("a.js", f'import {{ b }} from "{path}";\n')


def test_what_a_module_does_not_export_is_not_imported():
    texts = {
        "a.js": 'import { b, c } from "./b.js";\n',
        "b.js": "export const b = 1;\nconst c = 2;",
    }
    with pytest.raises(ScriptError, match=r"a\.js: b\.js does not export c"):
        joined("a.js", texts.__getitem__)


def test_circles_are_refused():
    texts = {
        "a.js": 'import * as b from "./b.js";\nb;',
        "b.js": 'import { c } from "./c.js";\nexport const b = c;',
        "c.js": 'import { b } from "./b.js";\nexport const c = () => b;',
    }
    with pytest.raises(ScriptError, match=r"b\.js imports c\.js imports b\.js: a circle"):
        joined("a.js", texts.__getitem__)


def test_a_name_taken_under_another_is_that_name():
    (item,) = parsed("a/a.js", 'import {\n  b as c,\n  d,\n} from "../b.js";\n').imports
    assert item.source == "b.js"
    assert item.names == (("b", "c"), ("d", "d"))


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        ("a = b / c / d;", []),
        ("a = (b) / c[0] / 'd'.length;", ["'d'"]),
        ("return /a/g.test(b);", ["/a/g"]),
        ("if (!/[/]\\//.test(b)) c;", ["/[/]\\//"]),
        ("x => /a'/;", ["/a'/"]),
        ("a.of / b / c;", []),
        ("`a${`b${c}`}d` / 2;", ["`a${", "`b${", "}`", "}d`"]),
        ("`${{ a: 1 }}` + '}';", ["`${", "}`", "'}'"]),
        (r"'\'' + " + r'"\"//"', [r"'\''", r'"\"//"']),
    ],
)
def test_text_is_told_from_code(text, literals):
    found = list(pieces(text, "a.js"))
    assert "".join(piece for _, piece in found) == text
    assert [piece for kind, piece in found if kind == TEXT] == literals
    assert not any(kind == COMMENT for kind, _ in found)


@pytest.mark.parametrize(
    "text", ["a++ / 2;", "function a() {} /b/;", "'a\n'", "`a", "`${a`", '"', "a = /b\n/;"]
)
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(ScriptError, match=r"^a\.js:\d: cannot read"):
        list(pieces(text, "a.js"))


def test_a_comment_between_two_words_parts_them():
    assert parsed("a.js", "typeof/**/a;\nreturned/* a\n */b;").body == "typeof a;\nreturned\nb;"
