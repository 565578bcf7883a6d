"""The counts of scripts/house.py on small trees, and what they must be of this one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_counts", ROOT / "scripts" / "house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_counts"] = module
    spec.loader.exec_module(module)
    return module


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_no_modules_import_each_other_in_a_circle(house: ModuleType) -> None:
    graph = house.python_imports(house.python_files(ROOT))
    assert len(graph) > 100
    assert house.cycles(graph) == []


def test_the_database_imports_nothing_of_the_index(house: ModuleType) -> None:
    graph = house.python_imports(house.python_files(ROOT))
    pairs = [
        (path, each) for path, imported in graph.items() for each in imported if "/server/index/" in each
    ]
    assert pairs
    assert [pair for pair in pairs if "/server/database/" in pair[0]] == []


def test_a_cycle_is_found_through_packages_functions_and_relative_names(house, tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "modelbase/__init__.py": "",
            "modelbase/a.py": "from modelbase.room import b",
            "modelbase/room/__init__.py": "",
            "modelbase/room/b.py": "def f():\n    from . import c",
            "modelbase/room/c.py": "import modelbase.a",
            "modelbase/d.py": "from modelbase.a import name\nfrom typing import TYPE_CHECKING",
            "modelbase/e.py": "if TYPE_CHECKING:\n    from modelbase import f",
            "modelbase/f.py": "from modelbase import e",
        },
    )
    graph = house.python_imports(house.python_files(root))
    assert house.cycles(graph) == [["modelbase/a.py", "modelbase/room/b.py", "modelbase/room/c.py"]]
    assert house.single_importers(graph)["modelbase/room/b.py"] == "modelbase/a.py"
    assert "modelbase/a.py" not in house.single_importers(graph)


def test_the_web_app_is_counted_without_its_tests(house, tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "modelbase/__init__.py": '"""A."""\n',
            "webapp/src/a.tsx": 'import { b } from "./lib/b";\nimport type { C } from "@/lib/c";\n',
            "webapp/src/lib/b.ts": 'import { c } from "@/lib/c";\nexport { b } from "../a";\n',
            "webapp/src/lib/c.ts": "export const c = 1;\n" * 401,
            "webapp/src/lib/c.test.ts": 'import { c } from "./c";\n',
            "webapp/src/test/made.ts": "export {};\n",
        },
    )
    found = house.counts(root)
    assert found["product_lines"] == {"python": 1, "web": 405, "web_code": 405}
    assert found["cycles"]["web"] == [["webapp/src/a.tsx", "webapp/src/lib/b.ts"]]
    assert found["long_modules"] == {"webapp/src/lib/c.ts": 401}
    assert found["single_importer"]["web"] == {
        "webapp/src/a.tsx": "webapp/src/lib/b.ts",
        "webapp/src/lib/b.ts": "webapp/src/a.tsx",
    }


def test_classes_with_the_same_fields_or_name_are_found(house, tmp_path: Path) -> None:
    data = "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass {}:\n    {}\n"
    root = write(
        tmp_path,
        {
            "modelbase/a.py": data.format("Wanted", "x: int\n    y: str"),
            "modelbase/b.py": "class Asked(BaseModel):\n    y: str = ''\n    x: int\n",
            "modelbase/c.py": data.format("Wanted", "z: int"),
            **{f"modelbase/many/m{at}.py": "" for at in range(16)},
        },
    )
    found = house.counts(root)
    assert found["duplicate_shapes"] == {"x y": ["modelbase/a.py: Wanted", "modelbase/b.py: Asked"]}
    assert found["duplicate_names"] == {"Wanted": ["modelbase/a.py", "modelbase/c.py"]}
    assert found["full_folders"] == {"modelbase/many": 16}
    assert any("16" in line and "more than 15" in line for line in house.report(found))
