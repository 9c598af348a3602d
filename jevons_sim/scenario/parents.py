"""A scenario file and its parents, merged into one document.

`extends` names one file by its path from the file that says so. A course may keep its base in the
folder above, so ``..`` and links are followed; an absolute path is refused, since it holds on one
machine only. Whatever it leads to is read as a scenario, or not at all: see `read.text_of` for
what is opened, and `foreign` for what is said of a file that turns out to be something else.
"""

from __future__ import annotations

import difflib
from pathlib import Path, PureWindowsPath
from typing import Any

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.faults import short
from jevons_sim.scenario.foreign import read_discreetly
from jevons_sim.scenario.merge import OWN, Overlaps, changes_of, forget_notes, merge_at
from jevons_sim.scenario.shipped import REFERENCE, is_there, shipped_scenarios
from jevons_sim.scenario.yaml_reader import Document, Mark

MOST_PARENTS = 8


def read_with_parents(path: Path, children: tuple[Path, ...] = ()) -> Document:
    """Read a file and merge it over its parents.

    Raises
    ------
    ScenarioError
        If one of them cannot be read, is not a mapping, or is its own parent.
    """
    document = read_discreetly(path)
    _check_top(document, is_child=not children)
    tree = document.tree
    shipped = shipped_scenarios().get(REFERENCE)
    if shipped is not None and _same(path, shipped) and "extends" not in tree:
        return document
    mark = document.marks.get(("extends",), Mark(document.file, 1, 1))
    parent = _parent(path, tree.pop("extends", f"{REFERENCE}.yaml"), mark)
    if any(_same(parent, child) for child in (*children, path)):
        raise _bad_parent(f"{parent} extends itself", mark)
    if len(children) >= MOST_PARENTS:
        raise _bad_parent(f"more than {MOST_PARENTS} parents in a row", mark)
    return merged(_parent_document(parent, (*children, path), mark), document)


def _parent_document(parent: Path, children: tuple[Path, ...], mark: Mark) -> Document:
    """Return a parent; one that cannot be read at all is the child's fault."""
    try:
        return read_with_parents(parent, children)
    except ScenarioError as error:
        fault = error.faults[0]
        if fault.line is None and fault.file == str(parent):
            hint = f"; {fault.hint}" if fault.hint else ""
            raise _bad_parent(f"{parent} {fault.message}{hint}", mark) from error
        raise


def merged(base: Document, over: Document) -> Document:
    """Merge a document over its parent's, in place."""
    for key in OWN:
        base.tree.pop(key, None)
    forget_notes(base.tree, changes_of((), over.tree))
    replaced = Overlaps(
        place for key, value in over.tree.items() for place in merge_at(base.tree, (key,), value)
    )
    kept = {place: mark for place, mark in base.marks.items() if not replaced.around(place)}
    base.marks = kept | over.marks
    base.texts |= over.texts
    return base


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths are one file; standard input is none."""
    return "-" not in (str(one), str(other)) and one.resolve() == other.resolve()


def _check_top(document: Document, *, is_child: bool) -> None:
    """Refuse a file that is not a mapping, or a scenario without a name."""
    tree = document.tree
    if not isinstance(tree, dict):
        what = "is empty" if tree is None else "is not a mapping of keys to values"
        hint, code = "write at least `name: …`", "syntax"
    elif is_child and "name" not in tree:
        what, hint, code = "the key `name` is missing", "add `name: …`", "missing"
    else:
        return
    raise ScenarioError([Fault(what, "", document.file, 1, 1, hint, code)])


def _parent(path: Path, name: Any, mark: Mark) -> Path:
    """Return the file of a parent: beside the child, or one that is shipped.

    A file that has the name of a shipped scenario and extends that name means the shipped one.
    """
    if not isinstance(name, str) or not name:
        raise _bad_parent("must be the name of one file", mark)
    if PureWindowsPath(name).anchor:
        raise _bad_parent(f"{short(name)!r} is absolute; write the path from this file", mark)
    beside = (Path() if str(path) == "-" else path.parent) / name
    known, stem = shipped_scenarios(), name.removesuffix(".yaml")
    if is_there(beside) and not (stem in known and (beside.is_dir() or _same(beside, path))):
        return beside
    if stem in known:
        return known[stem]
    near = difflib.get_close_matches(stem[:60], known, 1)
    hint = f"; did you mean {near[0]}.yaml?" if near else ""
    raise _bad_parent(f"no file {short(name)!r} beside this one{hint}", mark)


def _bad_parent(message: str, mark: Mark) -> ScenarioError:
    what, _, hint = message.partition("; ")
    return ScenarioError(
        [Fault(what, "extends", mark.file, mark.line, mark.column, hint, "extends")]
    )
