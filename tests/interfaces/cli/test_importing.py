"""What is imported is not looked through for garbage, and what comes after it is."""

import gc
from contextlib import suppress

from interfaces.cli.importing import garbage_let_be


def test_garbage_is_collected_again_however_the_imports_end() -> None:
    frozen = gc.get_freeze_count()
    try:
        with suppress(ImportError), garbage_let_be():
            assert not gc.isenabled()
            raise ImportError
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
