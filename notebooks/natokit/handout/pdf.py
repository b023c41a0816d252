"""Pages as PDF, printed by the Chromium, Chrome or Edge that is already on the machine."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import HandoutError

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
OPTIONS = (
    *("--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-pdf-header-footer"),
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the page asks for nothing, and neither does it
)

SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


def find_chromium():
    """Path of a Chromium, Chrome or Edge on this machine, or None. $NATOKIT_BROWSER names one."""
    named = [os.environ.get("NATOKIT_BROWSER"), *map(shutil.which, NAMES)]
    return next((p for p in [*named, *PLACES] if p and Path(p).exists()), None)


def sandbox_options():
    """Chromium starts for root, as in a container, only without its sandbox."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def print_pdf(page):
    """Print an HTML file to a PDF beside it; returns its path. Raises HandoutError.

    Without its scripts, so that paper gets the pictures and tables and nothing half drawn.
    """
    chromium = find_chromium()
    if chromium is None:
        raise HandoutError(
            "no PDF was made because no Chromium, Chrome or Edge was found: install one, or open "
            "the page in your browser and choose Print, Save as PDF."
        )
    page = Path(page).resolve()
    target = page.with_suffix(".pdf")
    target.unlink(missing_ok=True)
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        still = Path(folder) / page.name
        still.write_text(SCRIPT.sub("", text), encoding="utf-8")
        options = (*OPTIONS, *sandbox_options(), f"--user-data-dir={Path(folder) / 'profile'}")
        command = [chromium, *options, f"--print-to-pdf={target}", still.as_uri()]
        try:
            run = subprocess.run(command, capture_output=True, timeout=120, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise HandoutError(f"{chromium} could not print {page.name}: {error}") from None
    if not target.exists():
        said = run.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise HandoutError(f"{chromium} printed no {target.name}: {said[0]}")
    return target
