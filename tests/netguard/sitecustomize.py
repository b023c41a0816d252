"""Refuse connections that leave this machine, in every Python process of a test run.

Python imports a module of this name at its start. tests/conftest.py puts this folder on an absolute
PYTHONPATH, so pytest's workers, notebook kernels and Jupyter servers are all covered. An audit hook
sees each connection and look-up before it is made, whichever library asks, and cannot be removed.
"""

import ipaddress
import os
import socket
import sys

ADDRESS_AT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
OWN_NAMES = {"", "localhost", socket.gethostname().lower()}


class OutsideConnectionError(ConnectionError):
    """A test, a kernel or a server tried to leave this machine."""


def is_here(host):
    """Whether `host` (text, bytes or None) is this machine: a loopback address or its own name."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host.lower() in OWN_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_outside(event, args):
    """Raise OutsideConnectionError for an internet address elsewhere; let everything else pass."""
    if event in ADDRESS_AT:
        address = args[ADDRESS_AT[event]]
        if not isinstance(address, tuple) or len(address) < 2 or not isinstance(address[0], str):
            return  # a Unix socket, or one that is connected already
        host = address[0]
    elif event in NAME_EVENTS:
        host = args[0]
    else:
        return
    if not is_here(host):
        log = os.environ.get("NATOKIT_NETGUARD_LOG")
        if log:  # many libraries swallow the error; the log makes the run fail all the same
            with open(log, "a", encoding="utf-8") as lines:
                who = os.environ.get("PYTEST_CURRENT_TEST", sys.argv[0])
                lines.write(f"{event} to {host} by {who}\n")
        raise OutsideConnectionError(f"tests stay on this machine; refused {event} to {host}")


if not hasattr(sys, "natokit_netguard"):  # once per process, however often it is imported
    sys.natokit_netguard = True
    sys.addaudithook(refuse_outside)
