"""What runs until it is told to stop, stops, also where nobody listens any more."""

import os
import signal
import subprocess
import sys

WAITS = """
from interfaces.cli.daemon import run_until_told_to_stop
from interfaces.cli.output import say

async def work(stop):
    say("ready")
    await stop.wait()

run_until_told_to_stop(work)
"""


def test_it_stops_when_told_to_though_its_reader_has_gone() -> None:
    ours, its = os.pipe()
    with subprocess.Popen([sys.executable, "-c", WAITS], stdout=its, stderr=subprocess.PIPE) as process:
        os.close(its)
        with os.fdopen(ours) as said:
            assert said.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(20) is not None
        finally:
            process.kill()
