"""Secrets that this installation made for itself: one file each, readable by its owner alone."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept_secret(file: Path, make: Callable[[], bytes]) -> bytes:
    """The file's bytes; where there is none, whoever is first makes it, and all get the same.

    Raises PermissionError where others than its owner may read it, OSError where it cannot be kept.
    """
    try:
        return _read(file)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written aside and linked: a reader never sees half a secret, and the first of two makers wins.
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(make())
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):  # someone else was first
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return _read(file)


def _read(file: Path) -> bytes:
    with file.open("rb") as handle:
        if os.fstat(handle.fileno()).st_mode & 0o077:
            raise PermissionError(f"{file} holds a secret and may be read by others: chmod 600 it, or delete it")
        return handle.read()
