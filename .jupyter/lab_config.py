# How the README's command starts JupyterLab: no question in front of the lesson, and nothing asked
# of the network.
from pathlib import Path

HERE = Path(__file__).resolve().parent
c = get_config()  # noqa: F821 - Jupyter provides it

c.ServerApp.root_dir = str(HERE.parent)  # the whole project, so that data/ can be opened too

# overrides.json, beside this file; without it a question about newsletters greets every pupil.
c.LabApp.app_settings_dir = str(HERE)
c.LabApp.news_url = None  # and nothing is fetched, even where somebody said yes once
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"  # lists what is installed and looks for nothing more

# Words of the glossary show their meaning to the keyboard too; see the file itself.
c.LabApp.custom_css = True
c.ServerApp.tornado_settings = {"static_custom_path": [str(HERE.parent / "notebooks/natokit/page")]}

# In a container the only user is root, and JupyterLab would not start. It listens on this machine
# only, behind a token.
c.ServerApp.allow_root = True
