"""A lock that two kernels share. The system frees it when its owner dies, also by kill -9."""

import contextlib
import time

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    fcntl = None

PATIENCE = 5  # seconds; a write takes a few thousandths


@contextlib.contextmanager
def locked(path):
    """Hold the lock file while the block runs; OSError when another keeps it too long.

    A file system that knows no locks is used without: a write is then whole but not merged.
    """
    with open(path, "a+b") as handle:
        deadline = time.monotonic() + PATIENCE
        while not (owner := _taken(handle)) and time.monotonic() < deadline:
            time.sleep(0.01)
        if not owner:
            raise TimeoutError("another notebook is writing it")
        try:
            yield
        finally:
            _freed(handle)


def _taken(handle):
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _freed(handle):
    with contextlib.suppress(OSError):
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_UN)
        else:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
