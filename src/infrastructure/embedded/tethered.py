"""A child process that ends when we end, however we end: by stop(), by an exception or by kill -9."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from infrastructure.embedded.identity import Identity

# PR_SET_PDEATHSIG would follow the *thread* that started the child, and needs code between fork and exec. A shell that
# reads a pipe needs neither: the pipe closes when our process is gone. It is the child's parent, so that the process
# it signals can be no other that happens to have the same number.
_GUARD = """
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -s "$signal" $server) 2>/dev/null & guard=$!
wait $server; code=$?
kill $guard 2>/dev/null
exit $code
"""


class Tethered:
    """Runs `command` in a session of its own, so that Ctrl-C reaches us alone and we stop things in order."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        stop_signal: str,
        log: Path,
        env: Mapping[str, str],
        cwd: Path,
        identity: Identity,
    ) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD, "guard", stop_signal, *map(str, command)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=dict(env),
                cwd=cwd,
                start_new_session=True,
                **identity.popen_arguments(),
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def stop(self, timeout: float) -> None:
        """Ask it to stop and wait; after `timeout` seconds kill it. Does nothing when it has ended already."""
        pipe = self._process.stdin
        if pipe is not None and not pipe.closed:
            with suppress(BrokenPipeError):
                # A line, not only the end of the file: a forked child of ours may still hold the other end open.
                pipe.write(b"stop\n")
                pipe.flush()
            with suppress(BrokenPipeError):
                pipe.close()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
