"""Where code stands and how it begins: folders, headers, names and the map in docs/architecture.md.

Imports are in test_imports.py, cycles in test_counts.py; how long and how branched a function may be is ruff's
(PLR0915, C901, PLR0913 in pyproject.toml). Each rule is shown to fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from sources import ROOT, Module, product, read_modules

FILES = 15
EXCUSE = f"More than {FILES} files"
SCRIPTS = ("scripts", "benchmarks")
FORBIDDEN = {
    *("util", "utils", "helper", "helpers", "common", "base", "core", "misc"),
    *("manager", "managers", "service", "services", "handler", "handlers"),
    *("artifact", "artifacts", "asset", "assets"),
    *("revision", "revisions", "experiment", "experiments"),
}
Modules = Iterable[Module]


def packages(modules: Modules) -> Iterator[Module]:
    return (module for module in modules if module.path.endswith("/__init__.py"))


def full_folders(modules: Modules) -> Iterator[str]:
    """Yield each folder with too many files beside its `__init__`, unless that gives the reason."""
    found = list(modules)
    reasons = {str(Path(each.path).parent): EXCUSE in each.doc for each in packages(found)}
    files = Counter(str(Path(each.path).parent) for each in found if not each.path.endswith("/__init__.py"))
    for folder, count in files.items():
        if count > FILES and not reasons.get(folder):
            yield f"{folder} has {count} files; cut it, or give the reason (`{EXCUSE}, since ...`) in its docstring"


def folders_without_package(modules: Modules) -> Iterator[str]:
    found = list(modules)
    known = {str(Path(each.path).parent) for each in packages(found)}
    for folder in sorted({str(Path(each.path).parent) for each in found} - known):
        yield f"{folder} has no __init__.py"


def modules_without_header(modules: Modules) -> Iterator[str]:
    for module in modules:
        if not module.doc:
            yield f"{module.path} does not begin with a docstring that says what it is"


def packages_without_way_in(modules: Modules) -> Iterator[str]:
    """Yield each package whose docstring leaves open what it may import or where to start reading."""
    for module in packages(modules):
        if not re.search(r"\bimports?\b", module.doc, re.IGNORECASE):
            yield f"{module.path} does not say what the package imports"
        elif not re.search(r"\bStart reading at \S", module.doc):
            yield f"{module.path} does not say `Start reading at ...`"


def forbidden_names(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        bad = FORBIDDEN & {part.lower() for part in PurePosixPath(path).with_suffix("").parts}
        if bad:
            yield f"{path} is called {', '.join(sorted(bad))}, which says nothing of what is in it"


def names_forbidden(modules: Modules) -> Iterator[str]:
    yield from forbidden_names(module.path for module in modules)


RULES: list[Callable[[Modules], Iterator[str]]] = [
    full_folders,
    folders_without_package,
    modules_without_header,
    packages_without_way_in,
    names_forbidden,
]
HEADER = '"""A package. Imports errors. Start reading at a.py."""'
FULL = {f"modelbase/a/{n}.py": '"""A."""' for n in range(16)}
SINS = [
    (full_folders, FULL | {"modelbase/a/__init__.py": HEADER}),
    (folders_without_package, {"modelbase/a/b.py": '"""B."""'}),
    (modules_without_header, {"modelbase/a.py": "x = 1"}),
    (modules_without_header, {"modelbase/__init__.py": ""}),
    (packages_without_way_in, {"modelbase/a/__init__.py": '"""A package. Start reading at a.py."""'}),
    (packages_without_way_in, {"modelbase/a/__init__.py": '"""A package. Imports errors."""'}),
    (names_forbidden, {"modelbase/server/helpers.py": '"""Help."""'}),
    (names_forbidden, {"modelbase/common/a.py": '"""A."""'}),
]
ALLOWED = FULL | {
    "modelbase/a/__init__.py": f'{HEADER[:-3]}\n\nMore than 15 files: one a verb."""',
    "modelbase/runs/run.py": '"""A run."""',
    "modelbase/runs/version.py": '"""A version."""',
    "modelbase/runs/__init__.py": HEADER,
}


def named(value: object) -> str:
    """Name a case the same in every process: a function by its name, files by the first."""
    return str(getattr(value, "__name__", None) or next(iter(value)))  # type: ignore[call-overload]


def write(root: Path, files: dict[str, str]) -> list[Module]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return list(read_modules(root))


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_product_keeps_the_rule(rule) -> None:
    assert len(product()) > 100, "the sources were not found"
    assert list(rule(product())) == []


@pytest.mark.parametrize("rule", [full_folders, modules_without_header, names_forbidden], ids=named)
def test_scripts_and_benchmarks_keep_the_rule(rule) -> None:
    modules = list(read_modules(ROOT, SCRIPTS))
    assert len(modules) > 10, "the sources were not found"
    assert list(rule(modules)) == []


def test_no_file_of_the_web_app_has_a_forbidden_name() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "webapp" / "src").rglob("*.ts*")]
    assert len(paths) > 100, "the web app's sources were not found"
    assert list(forbidden_names(paths)) == []
    assert len(list(forbidden_names(["webapp/src/utils/dates.ts"]))) == 1


@pytest.mark.parametrize(("rule", "files"), SINS, ids=named)
def test_each_rule_sees_what_breaks_it(rule, files: dict[str, str], tmp_path: Path) -> None:
    assert len(list(rule(write(tmp_path, files)))) == 1


def test_what_is_excused_or_named_well_is_allowed(tmp_path: Path) -> None:
    modules = write(tmp_path, ALLOWED)
    assert len(modules) == len(ALLOWED)
    assert [sin for rule in RULES for sin in rule(modules)] == []


# The map: a table in docs/architecture.md whose first column is a folder in backticks with a slash at its end, as in
# | `modelbase/identity/` | args to plain data, canonical JSON, digest, family, ID | errors |
# Each Python package has one row; a row of another folder (tests, the web app) must name one that is there.
ROW = re.compile(r"^\| *`([\w./-]+)/` *\|", re.MULTILINE)


def map_differs(page: str, folders: set[str], root: Path) -> Iterator[str]:
    """Yield each difference between the rows of a page and the folders that should have one."""
    rows = Counter(ROW.findall(page))
    yield from (f"{folder} has no row" for folder in sorted(folders - set(rows)))
    yield from (f"{folder} is no folder" for folder in rows if not (root / folder).is_dir())
    yield from (f"{folder} has {count} rows" for folder, count in rows.items() if count > 1)


def test_each_difference_between_map_and_tree_is_seen(tmp_path: Path) -> None:
    folders = {"modelbase/identity", "modelbase/server/api"}
    for folder in (*folders, "webapp/src"):
        (tmp_path / folder).mkdir(parents=True)
    page = "| folder | what |\n|---|---|\n| `modelbase/identity/` | a |\n| `webapp/src/` | b |\n"
    assert list(map_differs(page, folders, tmp_path)) == ["modelbase/server/api has no row"]
    page += "| `modelbase/server/api/` | c |\n"
    assert list(map_differs(page, folders, tmp_path)) == []
    page += "| `modelbase/identity/` | again |\n| `modelbase/gone/` | d |\n"
    assert list(map_differs(page, folders, tmp_path)) == [
        "modelbase/gone is no folder",
        "modelbase/identity has 2 rows",
    ]


def test_the_map_has_one_row_for_each_package_and_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = {str(Path(module.path).parent) for module in packages(product())}
    assert list(map_differs(page, folders, ROOT)) == []


def test_each_package_names_a_file_to_start_reading_at_that_is_there() -> None:
    named = {
        Path(module.path).parent / found[1]
        for module in packages(product())
        if (found := re.search(r"tart reading at ([\w/]+\.py)", (ROOT / module.path).read_text("utf-8")))
    }
    assert len(named) > 20
    assert [str(path) for path in sorted(named) if not (ROOT / path).exists()] == []
