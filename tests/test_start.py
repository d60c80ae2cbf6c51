"""start.py: what it says on a machine that cannot run it, what it remembers, and what no accident may break.

The set-ups here are real ones (a real venv, the real pip), of a course in miniature whose only package is a
tiny stand-in for JupyterLab that prints how it was called.
"""

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import psutil  # comes with ipykernel
import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "start.py"
SECONDS = 120  # more than any step here takes on a busy machine


@pytest.fixture(scope="module")
def start() -> ModuleType:
    """start.py as a module."""
    spec = importlib.util.spec_from_file_location("ops2pm_start", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- A machine that cannot run it ---------------------------------------------------------------------


def test_it_parses_on_python_3_6_and_checks_the_version_before_all_else():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    docstring, first_import, minimum, check = tree.body[:4]
    assert isinstance(docstring, ast.Expr)
    assert ast.unparse(first_import) == "import sys"
    assert ast.unparse(minimum).startswith("MINIMUM = ")
    assert ast.unparse(check).startswith("if sys.version_info < MINIMUM:")
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


def test_only_the_standard_library_is_imported():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_asks_for_the_python_that_pyproject_asks_for(start):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*start.MINIMUM)


def test_an_old_python_gets_a_plain_sentence():
    pretend = (
        "import sys; sys.version_info = (3, 8, 18, 'final', 0); path = sys.argv.pop();"
        "exec(compile(open(path, encoding='utf-8').read(), path, 'exec'), {'__name__': '__main__'})"
    )
    done = subprocess.run([sys.executable, "-c", pretend, SCRIPT], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("The course needs Python 3.11 or newer, and this is Python 3.8.18. Install ")
    assert len(done.stderr.splitlines()) == 1


def old_pythons() -> list[str]:
    """Return the Pythons 3.6 to 3.10 of this machine: on the PATH, or kept by pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for minor in range(6, 11):
        candidates = [shutil.which(f"python3.{minor}"), *map(str, pyenv.glob(f"3.{minor}.*/bin/python"))]
        probe = "import sys; sys.exit(sys.version_info[1])"  # a pyenv stub for what is not switched on fails it
        found += [
            one for one in candidates if one and subprocess.call([one, "-c", probe], stderr=subprocess.DEVNULL) == minor
        ][:1]
    return found


def test_real_old_pythons_get_the_same_sentence():
    pythons = old_pythons()
    if not pythons:
        pytest.skip("there is no Python 3.6 to 3.10 on this machine")
    for python in pythons:
        done = subprocess.run([python, SCRIPT], capture_output=True, encoding="utf-8")
        assert done.returncode == 1
        assert done.stderr.startswith("The course needs Python 3.11 or newer, and this is Python 3."), python
        assert len(done.stderr.splitlines()) == 1


def test_a_python_without_ensurepip_is_told_what_to_install(start, monkeypatch):
    start.check_venv_module()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(start.SetupError, match=r"sudo apt install python3\.\d+-venv"):
        start.check_venv_module()


def test_help_names_every_command(start, capsys):
    assert start.main(["--help"], start.Place(ROOT)) == 0
    shown = capsys.readouterr().out
    for word in ("test", "build", "setup", "lock", "--no-browser"):
        assert f"start.py {word}" in shown


def test_an_unknown_word_is_named(start):
    with pytest.raises(start.SetupError, match='knows no "tset"'):
        start.main(["tset"], start.Place(ROOT))


def test_a_lone_start_py_asks_for_the_whole_course(start, tmp_path):
    with pytest.raises(start.SetupError, match=r"requirements\.lock is missing beside start\.py"):
        start.prepare(start.Place(tmp_path), start.COURSE)
    assert list(tmp_path.iterdir()) == []


# --- What pip says, in a sentence ---------------------------------------------------------------------

RETRY = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('...')'"
NO_VERSION = "ERROR: Could not find a version that satisfies the requirement numpy==2.5.5 (from versions: none)"
SAID = [
    ([RETRY, NO_VERSION], "there is no connection to the package index"),
    (["ERROR: HTTPSConnectionPool: Read timed out. (ReadTimeoutError)"], "there is no connection"),
    ([NO_VERSION, "ERROR: No matching distribution found for numpy==2.5.5"], "numpy==2.5.5 is not to be had"),
    (["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"], "disk is full"),
    ([RETRY, "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."], "nothing was installed"),
    ([RETRY, "Could not fetch URL: SSLError(SSLCertVerificationError(1))"], "certificate is not trusted"),
    (["HINT: ... Windows Long Path support enabled."], "move the course to a short"),
    (["fine", "ERROR: something new", ""], 'the last that was said is "ERROR: something new"'),
    ([], "nothing at all"),
]


@pytest.mark.parametrize(("lines", "told"), SAID, ids=[told for _, told in SAID])
def test_a_failure_is_explained_in_one_line(start, lines, told):
    sentence = start.explain(lines)
    assert told in sentence
    assert "\n" not in sentence


# --- What the reader's shell cannot break -------------------------------------------------------------


def test_another_environment_leaves_no_trace(start, monkeypatch):
    place = start.Place(ROOT)
    for name in start.LEAVE_BEHIND:
        monkeypatch.setenv(name, "elsewhere")
    env = start.environment(place)
    assert env["VIRTUAL_ENV"] == str(place.venv)
    assert env["PATH"].split(os.pathsep)[0] == str(place.python.parent)
    assert not (start.LEAVE_BEHIND - {"VIRTUAL_ENV"}) & env.keys()
    for name in ("PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX", "JUPYTER_PATH", "MPLBACKEND"):
        assert name not in env


def test_of_pips_settings_only_those_about_the_index_are_kept(start, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    kept = {"PIP_INDEX_URL": "a", "PIP_EXTRA_INDEX_URL": "b", "PIP_CERT": "c", "PIP_PROXY": "d", "PIP_CONFIG_FILE": "e"}
    dropped = {"PIP_TARGET", "PIP_PREFIX", "PIP_PYTHON", "PIP_REQUIRE_VIRTUALENV", "PIP_NO_DEPS", "PIP_CONSTRAINT"}
    for name, value in [*kept.items(), *((name, "1") for name in (*dropped, "PIP_USER", "PIP_DRY_RUN"))]:
        monkeypatch.setenv(name, value)
    env = start.pip_environment(start.Place(ROOT))
    assert kept.items() <= env.items()
    assert not dropped & env.keys()
    assert env["PIP_USER"] == env["PIP_DRY_RUN"] == "0"  # an absent variable would let a configuration file decide


# --- What is remembered -------------------------------------------------------------------------------


@pytest.fixture
def ready(start, tmp_path):
    """A place whose stamp says that the course's kit is installed."""
    place = start.Place(tmp_path)
    for name in start.TEST.depends_on:
        (tmp_path / name).write_text(name, encoding="utf-8")
    place.python.parent.mkdir(parents=True)
    place.python.touch()
    kits = {"course": start.digests(place, start.COURSE)}
    start.write_stamp(place, {"place": place.name, "python": start.this_python(), "kits": kits})
    return place


def test_nothing_is_needed_when_all_is_as_it_was(start, ready):
    assert start.need(ready, start.COURSE) is None


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_asks_for_an_update(start, ready, name):
    (ready.root / name).write_text("other", encoding="utf-8")
    task = start.need(ready, start.COURSE)
    assert not task.rebuild
    assert "have changed" in task.words


def test_the_tests_lock_is_nothing_to_a_reader(start, ready):
    (ready.root / start.TEST.lock).write_text("other", encoding="utf-8")
    assert start.need(ready, start.COURSE) is None


def test_the_tests_packages_are_added_to_the_courses(start, ready):
    task = start.need(ready, start.TEST)
    assert not task.rebuild
    assert "for the tests" in task.words


def test_a_moved_course_is_set_up_again(start, ready, tmp_path_factory):
    elsewhere = start.Place(tmp_path_factory.mktemp("elsewhere") / "course")
    ready.root.rename(elsewhere.root)
    task = start.need(elsewhere, start.COURSE)
    assert task.rebuild
    assert "has moved" in task.words


def test_another_python_sets_up_again(start, ready, monkeypatch):
    monkeypatch.setattr(start, "this_python", lambda: "3.99 CPython x86_64")
    task = start.need(ready, start.COURSE)
    assert task.rebuild
    assert f"with Python {sys.version_info[0]}.{sys.version_info[1]}, and this is 3.99" in task.words


def test_a_vanished_python_sets_up_again(start, ready):
    ready.python.unlink()
    task = start.need(ready, start.COURSE)
    assert task.rebuild
    assert "is gone" in task.words


@pytest.mark.parametrize("stamp", ['{"unfinished": true}', '{"place": "', "", "[]", '{"place": "x"}'])
def test_an_unfinished_or_damaged_stamp_starts_again(start, ready, stamp):
    ready.stamp.write_text(stamp, encoding="utf-8")
    task = start.need(ready, start.COURSE)
    assert task.rebuild
    assert "did not finish" in task.words


def test_an_environment_that_someone_else_made_is_replaced_and_said_so(start, ready):
    ready.stamp.unlink()
    task = start.need(ready, start.COURSE)
    assert task.rebuild
    assert "was not made by start.py" in task.words


def test_a_stamp_is_written_whole_or_not_at_all(start, ready, monkeypatch):
    before = ready.stamp.read_text(encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(start.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        start.write_stamp(ready, {"place": "", "python": "", "kits": {}})
    assert ready.stamp.read_text(encoding="utf-8") == before


# --- Opening the right thing --------------------------------------------------------------------------


def test_the_readers_options_come_last_so_that_they_win(start, tmp_path):
    command = start.lab_command(start.Place(tmp_path), "notebooks/a b.ipynb", ["--port", "9999"])
    assert command[1:4] == ["-m", "jupyterlab", "notebooks/a b.ipynb"]
    assert command[-2:] == ["--port", "9999"]
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/a%20b.ipynb" in command


def test_lab_knows_the_settings_that_keep_it_quiet_and_off_the_network(start, tmp_path):
    from jupyter_client import KernelManager
    from jupyterlab.labapp import LabApp

    options = start.lab_command(start.Place(tmp_path), "a.ipynb", [])[4:]
    app = LabApp()
    app.parse_command_line([one for one in options if one.startswith("--LabApp.")])
    assert app.news_url is None
    assert app.check_for_updates_class.__name__ == "NeverCheckForUpdate"
    assert app.default_url == "/lab/tree/a.ipynb"
    assert "--KernelManager.transport_encryption=auto" in options
    assert "transport_encryption" in KernelManager.class_trait_names(config=True)


def test_a_notebook_can_be_named_but_must_be_the_courses(start, tmp_path):
    place = start.Place(tmp_path.resolve() / "course")
    (place.root / "notebooks").mkdir(parents=True)
    (place.root / "notebooks/04.ipynb").touch()
    (tmp_path / "stray.ipynb").touch()
    assert start.notebook_to_open(place, ["--no-browser", "notebooks/04.ipynb"]) == "notebooks/04.ipynb"
    assert start.notebook_to_open(place, [str(place.root / "notebooks/04.ipynb")]) == "notebooks/04.ipynb"
    for arguments in ([], ["notebooks/05.ipynb"], ["../stray.ipynb"]):
        with pytest.raises(start.SetupError, match=r"There is no .*\.ipynb in the course's folder"):
            start.notebook_to_open(place, arguments)


def test_pips_output_is_counted(start, tmp_path, monkeypatch):
    (tmp_path / "x.lock").write_text("# c\na==1 \\\n    --hash=sha256:0\nb==2 ; m \\\nc-d==3\n", encoding="utf-8")
    follower = start.PipFollower(start.Place(tmp_path), start.Kit("x", "x.lock", (), ()))
    teller = start.Teller("Fetching packages")
    assert follower.total == 3
    for line in ("Ignoring b: markers don't match", "Collecting a==1", "  Downloading a.whl", "Processing c-d==3"):
        follower.line(line, teller)
    assert teller.text == "Fetching packages: 2 of 2"
    follower.look(teller)
    assert teller.text == "Fetching packages: 2 of 2"
    follower.line("Installing collected packages: a, c-d", teller)
    folder = "Lib/site-packages" if start.WINDOWS else "lib/python3.11/site-packages"
    (tmp_path / ".venv" / folder / "a-1.dist-info").mkdir(parents=True)
    follower.look(teller)
    assert teller.text == "Installing packages: 1 of 2"


def test_a_long_step_is_never_silent(start, capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(start.time, "monotonic", lambda: now[0])
    teller = start.Teller("Working")
    for _ in range(120):
        now[0] += start.TICK
        teller.tick()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "  Working ..."
    assert lines[1] == "  Working (5 s)"
    assert len(lines) == 13


# --- A course in miniature, really set up -------------------------------------------------------------

# Stands in for JupyterLab: says how it was called, and ends with the code that it is told.
LAB = """\
import json, os, sys
code = next((int(a[7:]) for a in sys.argv if a.startswith("--exit=")), 0)
names = ("VIRTUAL_ENV", "PYTHONPATH", "CONDA_PREFIX")
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "prefix": sys.prefix,
                  "environment": {name: os.environ.get(name) for name in names}}))
sys.exit(code)
"""
# Builds the course's own package; while a file "hold" stands in the folder, it waits there, so that a test can
# catch a set-up in the middle.
BACKEND = """\
import os, pathlib, time, zipfile
def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    hold = pathlib.Path("hold")
    if hold.exists():
        pathlib.Path("held").write_text(str(os.getpid()))
    while hold.exists():
        time.sleep(0.02)
    name = "ops2pm-0.1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("ops2pm.pth", os.getcwd())
        wheel.writestr("ops2pm-0.1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: ops2pm\\nVersion: 0.1\\n")
        wheel.writestr("ops2pm-0.1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
        wheel.writestr("ops2pm-0.1.dist-info/RECORD", "")
    return name
def get_requires_for_build_editable(config_settings=None):
    return []
"""
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "ops2pm"
version = "0.1"
"""


def make_wheel(folder: Path, version: str) -> str:
    """Put a wheel of the stand-in into `folder`; return its line in a lock file."""
    path = folder / f"jupyterlab-{version}-py3-none-any.whl"
    info = f"jupyterlab-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("jupyterlab/__init__.py", f"version = {version!r}\n")
        wheel.writestr("jupyterlab/__main__.py", LAB)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: jupyterlab\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"jupyterlab=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Course:
    """A course in miniature, in a folder with a space and an accent, and the ways to start it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "my course é"
        self.wheels = root / "wheels"
        for folder in (self.root / "notebooks", self.root / "ops2pm", self.wheels):
            folder.mkdir(parents=True)
        shutil.copy(SCRIPT, self.root)
        (self.root / "ops2pm/__init__.py").touch()
        (self.root / "notebooks/00_start_here.ipynb").touch()
        (self.root / "backend.py").write_text(BACKEND, encoding="utf-8")
        (self.root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        self.lock = self.root / "requirements.lock"
        self.lock.write_text(make_wheel(self.wheels, "1.0"), encoding="utf-8")
        (self.root / "requirements-test.lock").touch()

    def begin(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start start.py, from another folder, in a shell that does its best to lead it astray."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        evil = self.wheels / "evil"
        evil.mkdir(exist_ok=True)
        (evil / "pip.py").write_text("raise SystemExit('this pip is not ours')", encoding="utf-8")
        env |= {"PYTHONPATH": str(evil), "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_TARGET": str(evil)}
        env |= {"VIRTUAL_ENV": str(evil), "CONDA_PREFIX": str(evil), "PYTHONIOENCODING": "utf-8"}
        env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        command = [sys.executable, str(self.root / "start.py"), *arguments]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=self.wheels,
            env=env | variables,
        )

    def run(self, *arguments: str, **variables: str) -> tuple[int, str, str]:
        """Start start.py and wait for it; return its exit code and what it printed."""
        process = self.begin(*arguments, **variables)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def wait_until_held(self) -> int:
        """Wait until a set-up hangs in the middle (see BACKEND); return the id of the process that hangs."""
        held = self.root / "held"
        end = time.monotonic() + SECONDS
        while not (held.exists() and held.read_text()):
            assert time.monotonic() < end, "the set-up never came to its middle"
            time.sleep(0.02)
        pid = int(held.read_text())
        held.unlink()
        return pid

    @property
    def stamp(self) -> dict:
        """What the stamp says now."""
        return json.loads((self.root / ".venv/ops2pm-setup.json").read_text(encoding="utf-8"))


def told_by_lab(out: str) -> dict:
    """Return what the stand-in printed, which is the last line."""
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course that was set up by two starts at the same time, whose output is kept in `both`."""
    course = Course(tmp_path_factory.mktemp("set-up"))
    hold = course.root / "hold"
    hold.touch()
    first = course.begin()
    course.wait_until_held()
    second = course.begin()
    waiting = second.stdout.readline()
    hold.unlink()
    course.both = [process.communicate(timeout=SECONDS) for process in (first, second)]
    course.waiting = waiting
    assert first.returncode == second.returncode == 0, course.both
    return course


def test_the_first_start_sets_up_and_says_so(course):
    out, err = course.both[0]
    assert out.startswith("Setting up the course. This happens once")
    for step in ("Making a Python environment", "Fetching packages", "Installing the course itself", "Set-up is done"):
        assert step in out
    assert err == ""
    assert course.stamp["kits"].keys() == {"course"}


def test_a_start_at_the_same_time_waits_and_says_so(course):
    assert "Another start.py is setting up this folder" in course.waiting
    out, err = course.both[1]
    assert "Fetching" not in out
    assert "did not finish" not in out
    assert err == ""
    assert told_by_lab(out)["arguments"] == told_by_lab(course.both[0][0])["arguments"]


def test_lab_runs_from_the_courses_folder_in_its_environment(course):
    told = told_by_lab(course.both[0][0])
    assert told["arguments"][0] == "notebooks/00_start_here.ipynb"
    assert Path(told["folder"]).samefile(course.root)
    assert Path(told["prefix"]).samefile(course.root / ".venv")
    assert Path(told["environment"].pop("VIRTUAL_ENV")).samefile(course.root / ".venv")
    assert told["environment"] == {"PYTHONPATH": None, "CONDA_PREFIX": None}


def test_lab_is_told_to_fetch_no_news(course):
    settings = json.loads((course.root / ".venv/share/jupyter/lab/settings/overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_the_second_start_sets_up_nothing_and_hands_on_arguments_and_exit_code(course):
    code, out, err = course.run("--no-browser", "--port", "9999", "--exit=7")
    assert code == 7
    assert err == ""
    assert told_by_lab(out)["arguments"][-4:] == ["--no-browser", "--port", "9999", "--exit=7"]
    assert out.splitlines()[0].startswith("Starting JupyterLab")


def test_pytest_arguments_are_handed_on(start, tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(start, "prepare", lambda place, kit: called.append(kit))

    def hand_over(_: object, command: list[str]) -> None:
        called.append(command[1:])
        raise SystemExit(0)

    monkeypatch.setattr(start, "hand_over", hand_over)
    for arguments in (["test"], ["test", "-k", "x y", "tests/test_a.py"], ["build", "--check"]):
        with pytest.raises(SystemExit):
            start.main(arguments, start.Place(tmp_path))
    assert called[0::2] == [start.TEST] * 3
    assert called[1] == ["-m", "pytest", "-n", "2", "--dist", "loadfile", "tests"]
    assert called[3] == ["-m", "pytest", "-k", "x y", "tests/test_a.py"]
    assert called[5] == ["course/build.py", "--check"]


def test_offline_says_one_sentence_and_changes_nothing(course):
    before, lock = course.stamp, course.lock.read_text(encoding="utf-8")
    course.lock.write_text("jupyterlab==9.9 \\\n    --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    # Port 9 of this machine: nobody listens there.
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_INDEX": "0", "PIP_RETRIES": "1"}
    code, out, err = course.run("setup", **nowhere)
    course.lock.write_text(lock, encoding="utf-8")
    assert code == 1
    assert "The course's packages have changed" in out
    assert err.startswith("The packages could not be fetched: there is no connection")
    assert len(err.splitlines()) == 1
    assert course.stamp == before
    code, out, err = course.run("setup")
    assert (code, err) == (0, "")
    assert "Fetching" not in out


def test_a_package_with_another_hash_is_refused(course):
    before, lock = course.stamp, course.lock.read_text(encoding="utf-8")
    course.lock.write_text(make_wheel(course.wheels, "1.1"), encoding="utf-8")
    with zipfile.ZipFile(course.wheels / "jupyterlab-1.1-py3-none-any.whl", "a") as wheel:
        wheel.writestr("jupyterlab/added.py", "")
    code, _, err = course.run("setup")
    course.lock.write_text(lock, encoding="utf-8")
    assert code == 1
    assert "is not the one that the course was tested with" in err
    assert course.stamp == before


def test_a_changed_lock_is_installed(course):
    course.lock.write_text(make_wheel(course.wheels, "2.0"), encoding="utf-8")
    code, out, err = course.run("setup")
    assert (code, err) == (0, "")
    assert "have changed. Updating them" in out
    python = course.root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    version = subprocess.run([python, "-c", "import jupyterlab; print(jupyterlab.version)"], capture_output=True)
    assert version.stdout.strip() == b"2.0"


def test_a_killed_set_up_takes_pip_with_it_and_the_next_start_repairs_it(course):
    hold = course.root / "hold"
    hold.touch()
    course.lock.write_text(course.lock.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    process = course.begin("setup")
    builder = course.wait_until_held()
    process.kill()
    process.communicate(timeout=SECONDS)
    if os.name == "nt":  # only pip itself is ended there; its child, the builder, ends with its work
        hold.unlink()
    end = time.monotonic() + 10
    while psutil.pid_exists(builder) and psutil.Process(builder).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, "pip went on without the start.py that began it"
        time.sleep(0.05)
    hold.unlink(missing_ok=True)
    assert course.stamp == {"unfinished": True}
    code, out, err = course.run()
    assert (code, err) == (0, "")
    assert out.startswith("The last set-up did not finish. Starting it again")
    assert told_by_lab(out)["arguments"][0] == "notebooks/00_start_here.ipynb"
    assert not list((course.root / ".build").glob("old-venv-*"))


def test_a_failed_first_set_up_leaves_nothing_and_a_failed_second_one_the_first(start, tmp_path, monkeypatch):
    place = start.Place(tmp_path)
    for name in start.TEST.depends_on:
        (tmp_path / name).touch()

    def fail(*_: object) -> None:
        assert start.read_stamp(place) == {"unfinished": True}
        raise start.SetupError("no luck")

    monkeypatch.setattr(start, "run_step", fail)
    task = start.Need(True, "Setting up")
    with pytest.raises(start.SetupError, match="no luck"):
        start.set_up(place, start.COURSE, task)
    assert not place.venv.exists()
    place.venv.mkdir()
    (place.venv / "mine").touch()
    with pytest.raises(start.SetupError, match="no luck"):
        start.set_up(place, start.COURSE, task)
    assert [one.name for one in place.venv.iterdir()] == ["mine"]
    assert not list(place.scratch.glob("old-venv-*"))
