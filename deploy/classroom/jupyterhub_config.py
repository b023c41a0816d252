"""The class server: who may come in, what starts for them, when it is put away.

Reads its environment from /etc/natokit-class/class.env, which `start.sh` writes.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub provides it
HERE = Path(__file__).resolve().parent
KIT = HERE.parents[1]
STATE = Path(os.environ.get("NATOKIT_STATE", "/var/lib/natokit-class"))
IDLE = 60 * int(os.environ.get("NATOKIT_IDLE", "60"))  # seconds
sys.path.insert(0, str(HERE))
import pupils  # noqa: E402
from class_spawner import ClassSpawner  # noqa: E402

c.JupyterHub.hub_bind_url = "http://127.0.0.1:8081"
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")

# The proxy is a process of its own, and servers go on without the Hub: who works notices nothing
# when the Hub is killed and comes back.
c.JupyterHub.bind_url = os.environ["NATOKIT_BIND"]
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8082"
c.ConfigurableHTTPProxy.auth_token = os.environ["CONFIGPROXY_AUTH_TOKEN"]
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["CLASS_PASSWORD"]
c.SharedPasswordAuthenticator.admin_password = os.environ["TEACHER_PASSWORD"]
c.Authenticator.admin_users = {"teacher"}
c.Authenticator.allow_all = True  # whoever knows the class password, under a name of their own
c.Authenticator.username_pattern = pupils.NAME.pattern

c.JupyterHub.spawner_class = ClassSpawner
c.ClassSpawner.kit = str(KIT)
c.Spawner.args = [f"--config={HERE / 'server_config.py'}"]
c.Spawner.cmd = [str(Path(sys.executable).parent / "jupyterhub-singleuser")]
c.Spawner.notebook_dir = "~/lessons"
c.Spawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.Spawner.mem_limit = os.environ.get("NATOKIT_MEMORY", "1G")
c.Spawner.start_timeout = 900  # a whole class may be waiting its turn
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 0  # ClassSpawner makes them wait, with a page that says so
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # or each thread keeps freed memory of its own
    # Fewer parts; no debugger, because it opens a port that every account here could use.
    "JUPYTER_CONFIG_PATH": str(HERE / "slim"),
}

# Pupils' browsers speak https, here or with the school's web server in front, where the Hub itself
# sees plain http and would let a browser send its cookies without encryption too.
c.JupyterHub.tornado_settings = {"cookie_options": {"secure": True}}

c.JupyterHub.services = [
    {"name": "teacher-tools", "api_token": os.environ["TOOLS_TOKEN"]},
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler"]
        + [f"--timeout={IDLE}", f"--cull-every={min(300, IDLE)}"],
    },
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    },
    {
        "name": "teacher-tools",
        "scopes": ["list:users", "read:users", "read:servers", "delete:servers"],
        "services": ["teacher-tools"],
    },
]
