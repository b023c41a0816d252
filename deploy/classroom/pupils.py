"""Accounts and homes of a class: one UNIX account each, made at the first log-in.

The account has a prefix, so a pupil who logs in as "root" or "mail" never gets that account.
"""

import pwd
import re
import subprocess
import sys
from pathlib import Path

HOMES = Path("/home/natokit")
PREFIX = "kit-"
NAME = re.compile(r"[a-z][a-z0-9-]{1,19}\Z")  # \Z: `$` would let a line break through
HERE = Path(__file__).resolve().parent


def account(name):
    """UNIX account of a pupil.

    >>> account("anna")
    'kit-anna'

    Raises ValueError for a name that is not 2 to 20 small letters, digits or hyphens.
    """
    if not NAME.match(name):
        raise ValueError(
            f"{name!r} cannot be a log-in name; use 2 to 20 of a-z, 0-9 and -, a letter first"
        )
    return PREFIX + name


def ensure(name):
    """The pupil's passwd entry; makes account and home (only the pupil may look in) if needed."""
    unix, home = account(name), HOMES / name
    try:
        return pwd.getpwnam(unix)
    except KeyError:
        HOMES.mkdir(mode=0o755, parents=True, exist_ok=True)
    subprocess.run(
        ["useradd", "--create-home", "--home-dir", home, "--skel", "/nonexistent"]
        + ["--shell", "/usr/sbin/nologin", "--key", "HOME_MODE=0700", "--user-group", unix],
        check=True,
        capture_output=True,
    )
    return pwd.getpwnam(unix)


def deliver_to(entry, kit):
    """Copy the lessons into a pupil's home, *as the pupil*: a link that a pupil laid out towards
    another folder gives nobody more than the pupil may write anyway. Returns what was said.
    """
    done = subprocess.run(
        [sys.executable, "-I", HERE / "deliver.py", kit, Path(entry.pw_dir) / "lessons"],
        user=entry.pw_uid,
        group=entry.pw_gid,
        extra_groups=[],
        cwd="/",
        env={"HOME": entry.pw_dir, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip()
