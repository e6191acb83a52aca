"""The process that feeds the read side beside `rolecall up`: missed when it is killed, and gone when its parent is."""

import os
import signal
from pathlib import Path

from tests.end_to_end.house import House
from tests.end_to_end.processes import family, survivors
from tests.infrastructure.processes import eventually


def feeders(house: House) -> list[int]:
    """The processes of the house that feed its read side."""
    found = []
    for pid, _since in family(house.pid):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"interfaces.cli.feeder" in words:
            found.append(pid)
    return found


def drafted(house: House, text: Path, title: str) -> int:
    """The position of a role drafted now."""
    text.write_text(f"{title}\n\nResponsibilities\n\n- Keep the light.\n")
    [one] = house.json("import", "text", str(text), "--as", "role")
    position: int = one["drafted"]["position"]
    return position


def test_a_killed_feeder_is_replaced_and_none_outlives_the_house(tmp_path: Path) -> None:
    with House(tmp_path / "home") as house:
        assert eventually(lambda: len(feeders(house)) == 1)
        [killed] = feeders(house)
        os.kill(killed, signal.SIGKILL)
        position = drafted(house, tmp_path / "keeper.txt", "Lighthouse Keeper")
        house.wait_until_said("FeederEnded")
        assert eventually(lambda: house.http.get("/v1/job-postings", params={"min_position": position}).is_success)
        [running] = feeders(house)
        assert running != killed
        assert house.run("verify-projections").returncode == 0

        started = family(house.pid)
        assert house.end(signal.SIGKILL) == -signal.SIGKILL
        assert survivors(started, within=10.0) == {}
