"""The part of the composition root that `rolecall up` begins with, so that servers start while the rest is imported."""

from infrastructure.cancelling import until_stopped
from infrastructure.embedded.servers import Servers
from infrastructure.logging import configure_logging
from infrastructure.settings import Settings

__all__ = ["Servers", "Settings", "configure_logging", "until_stopped"]
