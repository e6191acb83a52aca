"""Importing quickly: of what imports make hardly anything is garbage, and looking for it takes long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_let_be() -> Iterator[None]:
    """No collection inside, and none ever of what is there at the end.

    A start's imports make half a million objects; collecting among them was a sixth of its processor time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
