"""What the house promises about its own code, checked by reading it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "projections").rglob("*.py")])
EVERYTHING = sorted([*SOURCES, *(ROOT / "tests").rglob("*.py")])
SETTINGS = ROOT / "src/infrastructure/settings.py"


def imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module if node.module and not node.level else "."


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


INNER_LAYERS = {
    "src/domain": {"domain"},
    "src/application": {"application", "domain"},
    "projections": {"projections", "domain"},
}


@pytest.mark.parametrize(("layer", "also"), INNER_LAYERS.items())
def test_the_inner_layers_import_the_standard_library_and_each_other_only(layer: str, also: set[str]) -> None:
    files = sorted((ROOT / layer).rglob("*.py"))
    allowed = sys.stdlib_module_names | also
    foreign = {
        f"{name(file)}: {module}"
        for file in files
        for module in imported_modules(ast.parse(file.read_text()))
        if module.split(".")[0] not in allowed
    }
    assert files
    assert foreign == set()


def test_the_domain_reads_no_clock_no_chance_and_no_environment() -> None:
    impure = {"os", "random", "secrets", "socket", "subprocess", "threading", "time", "asyncio"}
    reached = {
        f"{name(file)}: {module}"
        for file in (ROOT / "src/domain").rglob("*.py")
        for module in imported_modules(ast.parse(file.read_text()))
        if module.split(".")[0] in impure
    }
    assert reached == set()


def test_imports_keep_to_the_layers() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        name(file)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (isinstance(node, ast.ImportFrom) and {"environ", "getenv"} & {alias.name for alias in node.names})
    }
    assert readers == {name(SETTINGS)}


@pytest.mark.parametrize("file", EVERYTHING, ids=name)
def test_the_first_line_of_a_file_says_what_it_is_for(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text()))
    assert docstring, f"{name(file)} has no docstring"
    assert file.read_text().startswith('"""')
    assert docstring.splitlines()[0].strip()


def test_every_decision_record_is_indexed_and_every_index_entry_exists() -> None:
    folder = ROOT / "docs/adr"
    records = {path.name for path in folder.glob("[0-9]*.md")}
    index = folder / "README.md"
    indexed = set(re.findall(r"\]\((?:\./)?([0-9][^)#]*\.md)", index.read_text())) if index.exists() else set()
    assert records == indexed


def test_every_decision_says_what_confirms_it() -> None:
    unconfirmed = [
        path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md") if "Confirmation" not in path.read_text()
    ]
    assert unconfirmed == []


def test_every_ignore_has_its_reason() -> None:
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?|pragma: no cover)\s*$")
    found = [
        f"{name(file)}:{number}"
        for file in EVERYTHING
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []
