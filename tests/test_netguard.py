"""No test, kernel or server leaves this machine; 192.0.2.1 is an address reserved for examples."""

import socket
import subprocess
import sys

import nbclient
import nbformat
import pytest

ATTEMPT = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    """Attempts made on purpose go to a log of their own, or they would fail the whole run."""
    monkeypatch.setenv("NATOKIT_NETGUARD_LOG", str(tmp_path / "refused.txt"))
    return tmp_path / "refused.txt"


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.socket().connect(("192.0.2.1", 80)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("192.0.2.1", 53)),
        lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
        lambda: socket.getaddrinfo("nato.example", 443),
        lambda: socket.gethostbyname("nato.example"),
    ],
    ids=["helper", "connect", "datagram", "IPv6", "look-up", "old look-up"],
)
def test_a_test_cannot_leave_this_machine(leave, log):
    with pytest.raises(ConnectionError, match="tests stay on this machine"):
        leave()
    assert len(log.read_text().splitlines()) == 1


def test_a_test_can_talk_to_this_machine(log):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    assert not log.exists()


def test_a_new_python_process_cannot_leave_this_machine(log):
    child = subprocess.run([sys.executable, "-c", ATTEMPT], capture_output=True, text=True)
    assert "tests stay on this machine" in child.stderr
    assert log.exists()


def test_a_notebook_kernel_cannot_leave_this_machine(log):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ATTEMPT)])
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="tests stay on this machine"):
        nbclient.NotebookClient(notebook, timeout=60).execute()
    assert log.exists()
