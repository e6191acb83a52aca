"""The peers that come from npm, installed by its lock file; on a machine without Node they are left out."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"


@cache
def why_not() -> str | None:
    """None where the npm peers can run, else the reason, in words for the report."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "there is no Node on this machine"
    command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
    if not MODULES.exists() and subprocess.run(command, cwd=HERE, check=False).returncode != 0:
        return "npm could not install them"
    return None


def node() -> str:
    """Node's program."""
    found = shutil.which("node")
    assert found is not None  # noqa: S101  # asked why_not before
    return found


def versions() -> dict[str, str]:
    """Node's and the peers', as installed."""
    names = ("@event-driven-io/emmett-postgresql", "@eventide/message-db")
    installed = {name: json.loads((MODULES / name / "package.json").read_text())["version"] for name in names}
    said = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {"Node": said.removeprefix("v"), **installed}
