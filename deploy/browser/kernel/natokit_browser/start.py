"""What the page's Python runs before the first cell; jupyter-lite.json names it."""

import sys

from IPython import get_ipython

import natokit_browser

# The kernel puts an empty module in place of the real one, with which natokit locks its files.
sys.modules.pop("fcntl", None)
natokit_browser.begin(get_ipython())
