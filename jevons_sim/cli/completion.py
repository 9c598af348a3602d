"""What a shell may complete: scenarios, results, keys, lessons; found without loading the model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from jevons_sim.scenario.shipped import REFERENCE, shipped_scenarios

KINDS = ("energy", "drivers", "hardware", "curve", "frontier")
"""Names of the figures that `plot` draws."""

_LESSONS = Path(__file__).resolve().parents[1] / "lessons" / "texts"
_NOT_LESSONS = ("runs",)
_NOT_OF_THE_MODEL = ("sources", "ranges", "expected", "equivalents", "name")
_ENDINGS = (".yaml", ".yml")

Items: TypeAlias = "list[CompletionItem[str]]"  # before click 8.4 it takes no type


def scenarios(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return shipped scenarios, and files that may hold one."""
    return [*_of(shipped_scenarios(), incomplete), *_of(_files(incomplete), incomplete)]


def cards(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return what `show` can show: only shipped scenarios have a card."""
    if ctx.params.get("as_card"):
        return _of(shipped_scenarios(), incomplete)
    return scenarios(ctx, param, incomplete)


def results(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return scenarios that have a result, and the folders of results."""
    out = Path(ctx.params.get("out") or "outputs")
    folders = [path.parent for path in sorted(out.glob("*/*/manifest.json"))]
    folders = [path for path in folders if not path.name.startswith(".")]
    names = dict.fromkeys(path.parent.name for path in folders)
    return _of([*names, *map(str, folders), *_files(incomplete)], incomplete)


def settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return every key of a scenario, ready for its value."""
    return _of((f"{key}=" for key, _ in _keys()), incomplete)


def numbers(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the keys that hold a number."""
    found = (key for key, value in _keys() if type(value) in (int, float))
    return _of(found, incomplete)


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the figures that are not named yet."""
    named = ctx.params.get(param.name or "") or ()
    return _of((kind for kind in KINDS if kind not in named), incomplete)


def lessons(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the names of lessons, worksheets and handouts."""
    names = sorted(path.stem for path in _LESSONS.glob("*.yaml"))
    return _of((name for name in names if name not in _NOT_LESSONS), incomplete)


def kits(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return what can be printed: the same, and all of it together."""
    return [*lessons(ctx, param, incomplete), *_of(["kit"], incomplete)]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Let the shell complete a folder."""
    return [CompletionItem(incomplete, type="dir")]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Let the shell complete a file."""
    return [CompletionItem(incomplete, type="file")]


def _of(words: Any, incomplete: str) -> Items:
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _files(incomplete: str) -> Iterator[str]:
    """Give YAML files and folders beside what is written so far, as it is written."""
    head, slash, last = incomplete.rpartition("/")
    try:
        found = sorted(Path(f"{head}{slash}" or ".").iterdir())
    except OSError:
        return
    for path in found:
        if path.name.startswith(".") and not last.startswith("."):
            continue
        if path.is_dir():
            yield f"{head}{slash}{path.name}/"
        elif path.suffix in _ENDINGS:
            yield f"{head}{slash}{path.name}"


def _keys() -> Iterator[tuple[str, Any]]:
    """Give every key of the model with its value in the reference, which holds them all."""
    from ruamel.yaml import YAML

    tree = YAML(typ="safe", pure=True).load(shipped_scenarios()[REFERENCE])
    return _leaves({key: tree[key] for key in tree if key not in _NOT_OF_THE_MODEL}, "")


def _leaves(tree: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@add_completion_class
class _Bash(BashComplete):
    """Bash, which splits words at `=`, and adds a space to what is not at its end."""

    source_template = """\
%(complete_func)s() {
    local response type value
    response=$(env COMP_WORDS="$(IFS=$'\\n'; printf '%%s' "${COMP_WORDS[*]}")" \\
        COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1")
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                [[ $value == *[=/] ]] && compopt -o nospace
                printf -v value '%%q' "$value"
                COMPREPLY+=("$value") ;;
        esac
    done <<< "$response"
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that one; split words are one again."""
        before, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in [*before, incomplete]:
            if words and (word.startswith("=") or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        return words[:-1], words[-1]


class _WholeWords(ShellComplete):
    """A shell that takes `--set=KEY` for one word, and wants all of it back."""

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """Return what completes a word, from the start of it."""
        found = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if option.startswith("-") and equals:
            for item in found:
                item.value = f"{option}={item.value}"
        return found


@add_completion_class
class _Fish(_WholeWords, FishComplete):
    """Fish."""


@add_completion_class
class _Zsh(_WholeWords, ZshComplete):
    """Zsh, which adds a space to all that it is not told to leave alone."""

    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local type key descr
    local -a told whole open
    for type key descr in "${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
            %(complete_var)s=zsh_complete ${words[1]})}"; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $descr != _ ]]; then told+=("$key:$descr")
                elif [[ $key == *[=/] ]]; then open+=("$key")
                else whole+=("$key"); fi ;;
        esac
    done
    (( $#told )) && _describe -V unsorted told -U
    (( $#whole )) && compadd -U -V unsorted -a whole
    (( $#open )) && compadd -U -V unsorted -S '' -a open
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
