"""A real JupyterLab in a real browser, for the browser tests and the latency benchmark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str | None:
    """A Chromium or Chrome on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
    found = [os.environ.get("OPS2PM_BROWSER"), *(shutil.which(name) for name in names)]
    places = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    places += [
        str(Path(os.environ[base], "Google/Chrome/Application/chrome.exe"))
        for base in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if base in os.environ
    ]
    return next((name for name in [*found, *places] if name and Path(name).exists()), None)


@contextmanager
def jupyterlab(folder: Path, scratch: Path, theme: str = "JupyterLab Light") -> Iterator[str]:
    """Serve `folder` by a JupyterLab that shares nothing with the user's; yields its address."""
    settings = scratch / "settings"
    for extension, name, value in (
        ("apputils-extension", "notification", {"fetchNews": "false", "checkForUpdates": False}),
        ("apputils-extension", "themes", {"theme": theme}),
        ("docmanager-extension", "plugin", {"autosave": False}),  # a notebook of the repository stays as it was built
    ):
        file = settings / "@jupyterlab" / extension / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "OPS2PM_HOME": str(scratch / "work"),
    }
    flags = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    flags += ["--IdentityProvider.token=", "--ServerApp.allow_root=True", "--LabApp.expose_app_in_browser=True"]
    with (scratch / "lab.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *flags], cwd=folder, env=env, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_up(address, server, scratch / "lab.log")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_up(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser, headless."""
    path = find_browser()
    if path is None:
        raise RuntimeError("No Chromium or Chrome was found; name one in OPS2PM_BROWSER.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_notebook(page: Page, address: str, path: str) -> None:
    """Open a notebook and wait until its kernel is ready."""
    page.goto(f"{address}/lab/tree/{path}?reset", wait_until="domcontentloaded")
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=90_000,
    )


def run_all(page: Page, timeout: float = 90_000) -> None:
    """Run All Cells, and wait until Lab says that all have run; an error output is an AssertionError."""
    # Not told by the cells' execution counts: a built notebook comes with counts, before anything has run.
    page.evaluate(
        """() => {
            window.allRan = false;
            window.jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.allRan = true; });
        }"""
    )
    page.wait_for_function("() => window.allRan", timeout=timeout)
    errors = page.evaluate(
        """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(c => c.type === 'code')
            .flatMap(c => c.outputs.toJSON()).filter(o => o.output_type === 'error')
            .map(o => o.ename + ': ' + o.evalue)"""
    )
    assert not errors, errors
