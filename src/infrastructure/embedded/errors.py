"""Why an embedded server could not be started, in one sentence for the person at the terminal."""


class EmbeddedServerError(RuntimeError):
    """The server could not be started or stopped; the message says why and what to do."""


class FolderInUse(EmbeddedServerError):
    """Another living process runs a server in this folder."""


class NotRunning(EmbeddedServerError):
    """No server runs in this folder, so it has no address."""
