"""Limits of memory and processor for one pupil's server, by the kernel's control groups.

With limits, a runaway cell stops that pupil's kernel and nobody else's. Without them (no control
groups, or not writable, as in many containers) all servers share the machine's memory.
"""

from pathlib import Path

PERIOD = 100_000  # microseconds over which the share of the processor is counted


def plan(name, memory, cores, root=Path("/sys/fs/cgroup")):
    """{folder: {file: value}} for one pupil: of control groups version 2, or 1 in older systems."""
    quota = int(cores * PERIOD)
    if (root / "cgroup.controllers").exists():
        limits = {"memory.max": memory, "memory.swap.max": 0, "cpu.max": f"{quota} {PERIOD}"}
        return {root / "natokit-class" / name: limits}
    return {
        root / "memory" / "natokit-class" / name: {"memory.limit_in_bytes": memory},
        root / "cpu" / "natokit-class" / name: {
            "cpu.cfs_period_us": PERIOD,
            "cpu.cfs_quota_us": quota,
        },
    }


def prepare(name, memory, cores, root=Path("/sys/fs/cgroup")):
    """Make the pupil's groups and return the files that a process writes "0" into to join them.

    Raises OSError where the machine has no control groups that can be written.
    """
    joins = []
    for folder, values in plan(name, memory, cores, root).items():
        controllers = root / "cgroup.controllers"
        if controllers.exists():
            folder.parent.mkdir(exist_ok=True)
            for parent in (root, folder.parent):
                (parent / "cgroup.subtree_control").write_text("+memory +cpu")
        folder.mkdir(parents=True, exist_ok=True)
        for file, value in values.items():
            if file != "memory.swap.max" or (folder / file).exists():  # absent without swap
                (folder / file).write_text(str(value))
        joins.append(folder / "cgroup.procs")
    return joins
