"""Who is connected: a line for each pupil whose server runs.

sudo python3 deploy/classroom/who.py
"""

import json
import sys
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

ENV = Path("/etc/natokit-class/class.env")
API = "http://127.0.0.1:8081/hub/api"


def setting(name, env=ENV):
    """A value of the settings that start.sh wrote. Raises SystemExit with a sentence."""
    try:
        lines = env.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        sys.exit(f"{env} is missing; open the class first: sudo bash deploy/classroom/start.sh")
    except PermissionError:
        sys.exit(f"{env} may be read by the administrator only; put sudo in front of the command")
    return dict(line.split("=", 1) for line in lines if "=" in line)[name]


def users():
    """Active users as the Hub tells them; a list of dicts."""
    ask = urllib.request.Request(
        f"{API}/users?state=active",
        headers={"Authorization": f"token {setting('TOOLS_TOKEN')}"},
    )
    try:
        with urllib.request.urlopen(ask, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError) as error:
        sys.exit(f"the class server does not answer ({error}); see /var/log/natokit-hub.log")


def table(found, now):
    """Lines for the screen.

    >>> ana = {"name": "ana", "last_activity": "2026-11-28T08:00:00Z"}
    >>> ana["servers"] = {"": {"ready": True}}
    >>> print(table([ana], datetime.fromisoformat("2026-11-28T08:03:00Z")))
    1 of the class is here.
    ana                   ready     3 minutes since the last sign of life
    """
    lines = [f"{len(found)} of the class {'is' if len(found) == 1 else 'are'} here."]
    for user in sorted(found, key=lambda user: user["name"]):
        ready = any(server["ready"] for server in user["servers"].values())
        last = datetime.fromisoformat(user["last_activity"].replace("Z", "+00:00"))
        minutes = max(0, int((now - last).total_seconds() // 60))
        state = "ready" if ready else "starting"
        lines.append(f"{user['name']:21} {state:9} {minutes} minutes since the last sign of life")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(users(), datetime.now().astimezone()))
