"""The set-up: what is installed, what the README says to type, and under which licences."""

import ast
import functools
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+?)(?: ; (.+?))?(?= \\$)", re.MULTILINE)
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # only what conda-forge calls otherwise
IMPORT_NAMES = {"PIL": "pillow"}  # only what Python calls otherwise


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def pyproject():
    return tomllib.loads(text_of("pyproject.toml"))


def direct(group=None):
    """Requirements of pyproject.toml, by name: what the lessons need, or one group's."""
    groups = pyproject()["dependency-groups"]
    lines = groups[group] if group else pyproject()["project"]["dependencies"]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def pins(path):
    """Locked versions of a requirements file, by name."""
    return {name: version for name, version, _ in PIN.findall(text_of(path))}


# -- the locked sets ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "groups"),
    [("requirements.txt", [None]), ("tests/requirements.txt", [None, "test"])],
)
def test_locked_versions_satisfy_pyproject(path, groups):
    locked = pins(path)
    for name, requirement in {n: r for g in groups for n, r in direct(g).items()}.items():
        assert name in locked, f"{path} lacks {name}: pyproject.toml says how to write it again"
        assert locked[name] in requirement.specifier, f"{name}: {locked[name]} in {path}"


def test_both_locked_sets_agree():
    lessons, tests = pins("requirements.txt"), pins("tests/requirements.txt")
    assert lessons.items() <= tests.items()


@pytest.mark.parametrize("path", ["requirements.txt", "tests/requirements.txt"])
def test_every_pin_has_a_hash_and_no_file_names_an_address(path):
    text = text_of(path)
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        first, *hashes = entry.split(" \\\n")
        assert PIN.match(f"{first} \\"), f"{path}: {first!r} is not an exact version"
        assert hashes, f"{path}: {first} has no hash"
        assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}", line) for line in hashes), first
    assert not re.search(r"://|--(extra-)?index|--find-links|file:", text)


def test_every_direct_dependency_has_its_reason_beside_it():
    names = [r for group in (None, *pyproject()["dependency-groups"]) for r in direct(group)]
    for name in names:
        line = rf'^    "{re.escape(name)}[><=~].*",  # \S+ .+$'
        assert re.search(line, text_of("pyproject.toml"), re.MULTILINE), f"say why: {name}"


def test_what_natokit_imports_is_a_direct_dependency():
    found = set()
    for path in (ROOT / "notebooks" / "natokit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
    others = found - sys.stdlib_module_names - {"natokit"}
    assert {canonicalize_name(IMPORT_NAMES.get(name, name)) for name in others} <= set(direct())


# -- conda and Binder --------------------------------------------------------------------------


def test_conda_environment_has_the_same_names_and_versions():
    environment = yaml.safe_load(text_of("environment.yml"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    conda = dict(entry.split("=") for entry in environment["dependencies"])
    python = conda.pop("python")
    assert python in Requirement(f"python{pyproject()['project']['requires-python']}").specifier
    checks = {"pytest", "pytest-xdist", "nbval"}
    locked = pins("tests/requirements.txt")
    wanted = {CONDA_NAMES.get(n, n): locked[n] for n in set(direct()) | checks}
    assert conda == wanted


# -- README and CI -----------------------------------------------------------------------------


def windows_form(command):
    """The same words for Windows: cmd knows &&, which its older PowerShell does not."""
    command = command.replace("python3 -m venv", "py -m venv").replace("/bin/", "/Scripts/")
    return 'cmd /c "' + command.replace("/", "\\") + '"'


def test_readme_has_the_two_commands_and_their_windows_forms(readme_commands):
    assert readme_commands.keys() >= {"lesson", "tests", "lesson-windows", "tests-windows"}
    for name in ("lesson", "tests"):
        assert readme_commands[f"{name}-windows"] == windows_form(readme_commands[name])


@pytest.mark.parametrize(
    ("name", "locked"), [("lesson", "requirements.txt"), ("tests", "tests/requirements.txt")]
)
def test_readme_command_does_all_its_set_up(readme_commands, name, locked):
    venv, install, start = readme_commands[name].split(" && ")
    assert venv == "python3 -m venv .venv"
    assert install == f".venv/bin/python -m pip install --require-hashes -r {locked}"
    assert start.startswith(".venv/bin/python -m ")
    for word in start.split():
        file = word.removeprefix("--config=")
        assert "/" not in file or file.startswith(".venv") or (ROOT / file).is_file(), word


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize("name", ["lesson", "tests", "lesson-windows", "tests-windows"])
def test_ci_types_what_the_readme_says(readme_commands, name):
    shown = subprocess.run(
        ["bash", ".ci/run", "--show", name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == readme_commands[name]
    assert re.search(r"^run tests$", text_of(".ci/run"), re.MULTILINE)
    assert "bash .ci/run" in text_of(".github/workflows/ci.yml")


def test_code_keeps_one_style():
    for words in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *words, "--no-cache", "."]
        result = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


# -- licences ----------------------------------------------------------------------------------


def test_licences_of_code_and_of_text_and_data_are_stated():
    licence = text_of("LICENSE")
    for words in ("MIT License", "CC BY 4.0", "creativecommons.org/licenses/by/4.0", "natokit"):
        assert words in licence
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert citation.keys() >= {"cff-version", "message", "title", "authors", "license", "version"}
    assert citation["version"] == pyproject()["project"]["version"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"]
    assert citation["authors"][0]["name"] in licence
