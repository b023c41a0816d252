"""One pupil's server: what the kit's own settings say, less what a class does not need."""

from pathlib import Path

c = get_config()  # noqa: F821 - Jupyter provides it
load_subconfig(  # noqa: F821
    str(Path(__file__).resolve().parents[2] / ".jupyter" / "lab_config.py")
)

c.ServerApp.root_dir = str(Path.home() / "lessons")
c.ServerApp.allow_root = False
c.ServerApp.terminals_enabled = False
c.KernelManager.transport = "ipc"  # sockets in the pupil's own folder; a port would be anybody's
c.MappingKernelManager.cull_idle_timeout = 1800  # only where no page is open on it
c.MappingKernelManager.cull_interval = 300
