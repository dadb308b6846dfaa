"""The rules of the house, held by a machine."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 350
LONGEST_FUNCTION = 40


def tracked(*suffixes):
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    paths = [ROOT / name for name in listed if name.endswith(suffixes)]
    if not paths:
        pytest.skip("not a git checkout: the rules are checked on tracked files")
    return [path for path in paths if path.exists()]


def product_files():
    return [p for p in tracked(".py") if p.relative_to(ROOT).parts[0] in {"geo_target", "api", "maps"}]


def test_no_file_is_much_over_300_lines():
    long = {
        str(p.relative_to(ROOT)): n
        for p in tracked(".py", ".js", ".css")
        if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_over_40_lines_without_its_docstring():
    long = {}
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_no_library_code_prints_or_reads_the_environment_at_import():
    for path in product_files():
        tree = ast.parse(path.read_text("utf-8"))
        top = [
            node
            for node in tree.body
            if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        ]
        for statement in top:
            for node in ast.walk(statement):
                assert not (isinstance(node, ast.Attribute) and node.attr == "environ"), path


def test_every_statement_says_in_its_first_line_what_it_returns():
    scripts = [p for p in tracked(".sql") if p.parent.name == "sql"]
    assert len(scripts) > 20
    for path in scripts:
        text = path.read_text("utf-8")
        assert text.startswith("-- "), path.name
        is_query = (
            re.search(r"^\s*(WITH|SELECT)\b", text, re.MULTILINE)
            and "CREATE" not in text
            and "INSERT" not in text
        )
        if is_query and "ST_AsMVT(" not in text:
            assert "ORDER BY" in text, path.name


def test_no_statement_is_built_from_strings():
    built = re.compile(r"""f["']{1,3}\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\b""")
    for path in product_files():
        assert not built.search(path.read_text("utf-8")), path


def test_pinned_versions_have_hashes_and_no_addresses():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==", text, re.MULTILINE)
        assert pins, name
        assert text.count("--hash=sha256:") >= len(pins), name
        assert "://" not in text, name


def test_the_lock_of_the_web_page_names_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name


def test_nothing_of_others_is_committed():
    names = [str(p.relative_to(ROOT)) for p in tracked("")]
    forbidden = re.compile(
        r"(\.min\.js|maplibre-gl[^/]*\.(js|mjs|css)|\.woff2?|node_modules/|(^|/)uv\.lock)$"
    )
    assert [name for name in names if forbidden.search(name) or name.startswith("maps/web/vendor/")] == []


def test_large_files_stay_out():
    assert {
        str(p.relative_to(ROOT)): p.stat().st_size for p in tracked("") if p.stat().st_size > 3_000_000
    } == {}


def test_the_makefile_has_the_targets_that_people_type():
    text = (ROOT / "Makefile").read_text("utf-8")
    for target in ("setup", "run", "test", "check", "fix", "bench", "soak", "docs"):
        assert re.search(rf"^{target}:", text, re.MULTILINE), target


def test_the_reference_of_the_command_line_is_fresh():
    from tools.make_docs import TARGET, command_line_reference

    assert TARGET.read_text("utf-8") == command_line_reference(), "make docs"


def test_the_readme_names_the_two_commands_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in text
    assert "make test" in text
    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (ROOT / target).exists(), target
