"""The scripts of data/ as modules, for the tests of what they build."""

from __future__ import annotations

import importlib.util

from ops2pm.course import REPO


def builder(name):
    """data/build_<name>.py, read anew."""
    spec = importlib.util.spec_from_file_location(f"build_{name}", REPO / "data" / f"build_{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
