"""The values for many pupils: sound by themselves, and the documents say what they hold."""

import doctest
import json
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "deploy" / "kubernetes"
sys.path.insert(0, str(HERE))
import capacity  # noqa: E402
import check  # noqa: E402
import rendered  # noqa: E402
import values as laid  # noqa: E402
from values import PLANS, amount, merged, plan  # noqa: E402

README = (HERE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [laid, rendered])
def test_the_examples_in_the_scripts_are_true(module):
    failed, tried = doctest.testmod(module)
    assert tried > 1
    assert not failed


@pytest.mark.parametrize("more", [(), ("values-storage.yaml",)])
@pytest.mark.parametrize("pupils", PLANS)
def test_every_key_is_known_and_no_limit_is_below_its_request(pupils, more):
    assert check.wrong(plan(pupils, *more)) == []


def test_a_misspelt_key_is_named():
    assert check.wrong(merged(plan("300"), {"cull": {"timeOut": 5}})) == [
        "cull.timeOut: the list in check.py has no such key"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"singleuser": {"memory": {"limit": "200M"}}},
        {"singleuser": {"cpu": {"limit": 0.01}}},
        {"hub": {"resources": {"limits": {"memory": "256Mi"}}}},
        {"proxy": {"chp": {"resources": {"limits": {"memory": "100Mi"}}}}},
        {"scheduling": {"userPlaceholder": {"resources": {"requests": {"memory": "200Mi"}}}}},
        {"scheduling": {"userPlaceholder": {"resources": {"requests": {"cpu": "60m"}}}}},
    ],
)
def test_a_limit_below_its_request_or_an_unequal_placeholder_is_named(change):
    assert len(check.wrong(merged(plan("300"), change))) == 1


@pytest.mark.parametrize("pupils", PLANS)
def test_all_pupils_are_let_in_and_placeholders_are_fewer_than_pupils(pupils):
    values = plan(pupils)
    assert int(pupils) < values["hub"]["activeServerLimit"]
    assert 0 < values["scheduling"]["userPlaceholder"]["replicas"] < int(pupils)
    assert values["hub"]["consecutiveFailureLimit"] > 5


def test_a_pupil_gets_what_was_measured():
    most = (capacity.MEASURED["server_mb"] + capacity.MEASURED["kernel_mb"]) * 2**20
    assert amount(plan("300")["singleuser"]["memory"]["guarantee"]) >= most


def test_pupils_servers_reach_no_address():
    rules = plan("3000")["singleuser"]["networkPolicy"]
    assert rules["enabled"]
    assert not any(rules["egressAllowRules"].values())


def test_the_server_is_as_slim_as_the_class_servers():
    slim = ROOT / "deploy" / "classroom" / "slim" / "jupyter_server_config.json"
    ours = plan("300")["singleuser"]["extraFiles"]["slim"]["data"]
    assert ours == json.loads(slim.read_text(encoding="utf-8"))


def test_a_disk_does_not_hide_the_lessons():
    where = plan("300", "values-storage.yaml")["singleuser"]["storage"]["homeMountPath"]
    assert where == "/home/jovyan/notebooks/my-work"


@pytest.mark.parametrize("text", ["", "-1", "1 GB", "many"])
def test_an_amount_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is no amount"):
        amount(text)


def test_the_tightest_of_memory_processor_and_pods_decides():
    values = plan("300")
    assert capacity.on_a_node(values, 64, 5) == 10  # 3 GB for pupils of 300 MB
    assert capacity.on_a_node(values, 1, 64) == 10  # half a core for pupils of 0.05
    assert capacity.on_a_node(values, 64, 512) == 98
    with pytest.raises(ValueError, match="choose a larger one"):
        capacity.need("300", 4, 2)


def test_the_cost_counts_the_core_node():
    assert capacity.cost(nodes=4, hours=2, price=3, core_price=1) == 26


def test_the_readme_holds_the_table_and_the_pinned_chart():
    stored = README.split(capacity.BEGIN)[1].split(capacity.END)[0]
    assert stored == capacity.block()
    assert f"chart **{check.CHART}**" in README
    assert f"--version {check.CHART}" in README


def test_new_figures_reach_the_readme_by_one_command(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(README, encoding="utf-8")
    monkeypatch.setattr(capacity, "README", readme)
    monkeypatch.setitem(capacity.MEASURED, "server_mb", 999)
    capacity.write()
    written = readme.read_text(encoding="utf-8")
    assert "a server 999 MB" in written
    assert "| 300 | 8, 32 | 98 |" in written
    assert len(written.splitlines()) == len(README.splitlines())


def test_the_site_file_of_the_readme_can_be_laid_over_the_values():
    block = README.split("```yaml\n")[1].split("```")[0]
    site = merged(plan("3000"), yaml.safe_load(block))
    assert site["singleuser"]["image"]["pullPolicy"] == "IfNotPresent"
    assert site["hub"]["config"]["JupyterHub"] == {"authenticator_class": "shared-password"}


def test_nothing_is_rendered_without_helm_and_it_says_so(monkeypatch):
    monkeypatch.setattr(check.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["check.py", "--chart", "jupyterhub/jupyterhub"])
    with pytest.raises(SystemExit, match="helm is not installed"):
        check.main()
