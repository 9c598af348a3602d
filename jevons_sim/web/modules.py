"""ES modules joined into one script: browsers load no modules for a page that comes from a folder.

Called by ``page.py`` while it makes a page. Each module becomes a function that returns what the
module exports; a module comes after those that it imports. The joiner knows the few forms of
`import` and `export` that the package uses and refuses all others, as it refuses circles, so that
a joined script does what its modules do. Comments stay behind: they are half of a module.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jevons_sim.web.javascript import CODE, COMMENT, ScriptError, pieces

_NAME = r"[A-Za-z_]\w*"
_FROM = r'\s*from\s*"(?P<path>\0*)";\s*'
_NAMES = re.compile(rf"import\s*\{{(?P<names>[^{{}}]*)\}}{_FROM}")
_ALL = re.compile(rf"import\s*\*\s*as\s+(?P<name>{_NAME}){_FROM}")
_ONE_NAME = re.compile(rf"(?P<name>{_NAME})(?:\s+as\s+(?P<own>{_NAME}))?")
_EXPORT = re.compile(
    r"^export\s+(?=(?:const\s+(?P<const>[A-Za-z_]\w*)\s*="
    r"|(?:async\s+)?function\b\s*\*?\s*(?P<function>[A-Za-z_]\w*)\s*\())",
    re.MULTILINE,
)
_UNKNOWN = re.compile(r"^.*(?:\b(?:import|export|arguments)\b|<!--|-->|\$\w).*$", re.MULTILINE)
"""What is left after the known forms: other imports and exports, and what a module has not."""

_PATH = re.compile(r"(?:[a-z_]+/)*[a-z_]+\.js")


@dataclass(frozen=True)
class Import:
    """One statement: names of another module, or all of them as one object."""

    source: str
    """The other module."""

    names: tuple[tuple[str, str], ...]
    """Name there and name here; empty where all are taken."""

    whole: str = ""
    """Name here of the object of all names."""


@dataclass(frozen=True)
class Module:
    """A module, taken apart."""

    name: str
    """Its path from the package's folder."""

    imports: tuple[Import, ...]
    exports: tuple[str, ...]
    body: str


def joined(entry: str, read: Callable[[str], str]) -> str:
    r"""Return a script that does what a module does, with all that it imports.

    Parameters
    ----------
    entry : str
        Path of the module from the package's folder.
    read : callable
        Gives the text of a module by its path.

    Raises
    ------
    ScriptError
        If a module holds a form that is not known, imports what is not exported, or imports itself
        by way of others.

    Examples
    --------
    >>> texts = {"a.js": 'import { b } from "./b.js";\nb();', "b.js": "export const b = () => 1;"}
    >>> print(joined("a.js", texts.__getitem__))
    (function () {
    "use strict";
    // b.js
    const $b = (function () {
    const b = () => 1;
    return { b };
    })();
    // a.js
    (function () {
    const { b } = $b;
    b();
    })();
    })();
    """
    modules = in_order(entry, read)
    exports = {module.name: module.exports for module in modules}
    for module in modules:
        for item in module.imports:
            missing = [name for name, _ in item.names if name not in exports[item.source]]
            if missing:
                raise ScriptError(f"{module.name}: {item.source} does not export {missing[0]}")
    return "\n".join(["(function () {", '"use strict";', *map(_wrapped, modules), "})();"])


def in_order(entry: str, read: Callable[[str], str]) -> list[Module]:
    """Return a module and all that it imports, each after those that it imports itself."""
    found: dict[str, Module] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ScriptError(" imports ".join((*above[above.index(name) :], name)) + ": a circle")
        if name not in found:
            module = parsed(name, read(name))
            for item in module.imports:
                visit(item.source, (*above, name))
            found[name] = module

    visit(entry, ())
    return list(found.values())


def parsed(name: str, text: str) -> Module:
    """Take a module apart.

    Raises
    ------
    ScriptError
        If it holds a form that is not known.
    """
    if not _PATH.fullmatch(name):
        raise ScriptError(f"{name}: a module's path has small letters and ends with .js")
    code, mask = _without_comments(text, name)
    imports, start = _imports(name, code, mask)
    found = list(_EXPORT.finditer(mask, start))
    exports = tuple(match["const"] or match["function"] for match in found)
    for match in reversed(found):
        code = code[: match.start()] + code[match.end() :]
        mask = mask[: match.start()] + mask[match.end() :]
    unknown = _UNKNOWN.search(mask, start)
    if unknown:
        line = code[unknown.start() : unknown.end()].strip()
        raise ScriptError(f"{name}: cannot join a module that holds: {line}")
    return Module(name, imports, exports, code[start:].strip())


def _without_comments(text: str, name: str) -> tuple[str, str]:
    """Return code without comments and empty lines, and the same with its strings blotted out."""
    code: list[str] = []
    mask: list[str] = []
    plain = ""
    for kind, piece in (*pieces(text, name), ("", "")):
        if kind in (CODE, COMMENT):
            plain += piece if kind == CODE else "\n" if "\n" in piece else " "
            continue
        plain = re.sub(r"\s*\n(?=[ \t]*\n)|[ \t]+(?=\n)", "", plain)
        code += (plain, piece)
        mask += (plain, f"{piece[:1]}{chr(0) * (len(piece) - 2)}{piece[1:][-1:]}")
        plain = ""
    return "".join(code), "".join(mask)


def _imports(name: str, code: str, mask: str) -> tuple[tuple[Import, ...], int]:
    """Return the imports at the head of a module, and where its other code starts."""
    found = []
    place = len(mask) - len(mask.lstrip())
    while match := _NAMES.match(mask, place) or _ALL.match(mask, place):
        path = code[match.start("path") : match.end("path")]
        source = _resolved(name, path)
        if "names" in match.groupdict():
            found.append(Import(source, tuple(_names(name, match["names"]))))
        else:
            found.append(Import(source, (), match["name"]))
        place = match.end()
    return tuple(found), place


def _names(name: str, text: str) -> Iterator[tuple[str, str]]:
    for part in text.rstrip().removesuffix(",").split(","):
        match = _ONE_NAME.fullmatch(part.strip())
        if match is None:
            raise ScriptError(f"{name}: cannot import {{ {text.strip()} }}")
        yield match["name"], match["own"] or match["name"]


def _resolved(name: str, path: str) -> str:
    """Return the path of an imported module from the package's folder."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if not path.startswith(("./", "../")) or not _PATH.fullmatch(found):
        raise ScriptError(f"{name}: imports {path!r}, which is no module of the package")
    return found


def _variable(name: str) -> str:
    """Return the name of a module's exports in the joined script; no module uses a dollar sign."""
    return "$" + name.removesuffix(".js").replace("/", "$")


def _wrapped(module: Module) -> str:
    """Return a module as a function that is called at once and returns its exports."""
    takes = []
    for item in module.imports:
        names = ", ".join(there if there == own else f"{there}: {own}" for there, own in item.names)
        takes.append(f"const {item.whole or f'{{ {names} }}'} = {_variable(item.source)};")
    gives = [f"return {{ {', '.join(module.exports)} }};"] if module.exports else []
    head = f"const {_variable(module.name)} = (function () {{" if gives else "(function () {"
    return "\n".join([f"// {module.name}", head, *takes, module.body, *gives, "})();"])
