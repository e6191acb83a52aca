"""As whom an embedded server runs: as ourselves, or, where we are root, as the unprivileged user `nobody`."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infrastructure.embedded.errors import EmbeddedServerError


@dataclass(frozen=True, slots=True)
class Identity:
    """A user and group id to run under; None means our own."""

    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for subprocess.Popen that make the child this user, with no other groups."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_run(self, program: Path) -> bool:
        """Whether this user reaches `program` through all its parent folders and may execute it."""
        try:
            probe = subprocess.run(
                [program, "--version"], capture_output=True, cwd="/", env={}, **self.popen_arguments(), check=False
            )
        except OSError:
            return False
        return probe.returncode == 0


def server_identity() -> Identity:
    """Ourselves, or `nobody` where we are root: PostgreSQL refuses to run as root, with good reason."""
    if os.geteuid() != 0:
        return Identity()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and there is no user 'nobody' to run it as: use another user."
        ) from None
    return Identity(nobody.pw_uid, nobody.pw_gid)
