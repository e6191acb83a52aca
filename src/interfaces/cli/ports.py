"""Whether our address can be had, asked before anything is started for it."""

import asyncio
import socket
from contextlib import suppress

from interfaces.cli.exits import Refused


def refuse_taken_port(host: str, port: int) -> None:
    """Raise Refused, saying what to do, where somebody listens there already or the host is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise Refused(
            f"port {port} of {host} cannot be had ({error.strerror}): free it, or set ROLECALL_PORT"
        ) from None


async def answers(host: str, port: int, path: str) -> bool:
    """Whether a GET there is answered with 200."""
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()
        return b" 200 " in status
    return False
