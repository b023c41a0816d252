"""What Helm rendered is held against what the values intended: each thing that differs is named."""

import argparse
import base64
import copy
import json
import sys
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).resolve().parents[1] / "deploy" / "kubernetes"
sys.path.insert(0, str(HERE))
import check  # noqa: E402
import rendered  # noqa: E402
from values import merged, plan  # noqa: E402

SITE = {"singleuser": {"image": {"name": "r/kit", "tag": "7"}}}
INTENDED = merged(plan("300"), SITE)


def one(kind, name, **more):
    return {"kind": kind, "metadata": {"name": name}, **more}


def pod(kind, name, purpose, boxes, more):
    rule = {"nodeSelectorTerms": [{"matchExpressions": [{"values": [purpose]}]}]}
    home = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": rule}}
    spec = {"affinity": home, "containers": boxes, "initContainers": boxes}
    return one(kind, name, spec={**more, "template": {"spec": spec}})


def made():
    """Objects as the chart makes them of INTENDED, with what is looked at and nothing more."""
    values = base64.b64encode(yaml.safe_dump(INTENDED).encode()).decode()
    slim = INTENDED["singleuser"]["extraFiles"]["slim"]["data"]
    waiting = INTENDED["scheduling"]["userPlaceholder"]
    to = [{"podSelector": {"matchLabels": {"component": "hub"}}}]
    out = [
        {"ports": [{"port": 8081}], "to": to},
        {"ports": [{"port": 53}], "to": [{"ipBlock": {}}]},
    ]
    chp = INTENDED["proxy"]["chp"]["resources"]
    hub = INTENDED["hub"]["resources"]
    pull = [{"image": "r/kit:7"}]
    seat = [{"resources": waiting["resources"]}]
    return [
        one("Secret", "hub", data={"values.yaml": values}),
        one("Secret", "singleuser", stringData={"slim": json.dumps(slim)}),
        one("PersistentVolumeClaim", "hub-db-dir"),
        one("NetworkPolicy", "singleuser", spec={"policyTypes": ["Egress"], "egress": out}),
        pod("Deployment", "hub", "core", [{"resources": hub}], {}),
        pod("Deployment", "proxy", "core", [{"resources": chp}], {}),
        pod("Deployment", "user-scheduler", "core", [{}], {"replicas": 2}),
        pod("StatefulSet", "user-placeholder", "user", seat, {"replicas": waiting["replicas"]}),
        pod("DaemonSet", "hook-image-puller", "user", pull, {}),
        pod("DaemonSet", "continuous-image-puller", "user", pull, {}),
    ]


def spec(objects, kind, name):
    return rendered.named(objects, kind, name)["spec"]


def test_nothing_is_said_where_all_is_as_intended():
    assert rendered.unheld(INTENDED, made()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cull": {"timeout": 60}}, "cull.timeout: the Hub would read something else"),
        ({"hub": {"concurrentSpawnLimit": 5}}, "hub.concurrentSpawnLimit: the Hub would read"),
        ({"singleuser": {"memory": {"limit": "9G"}}}, "singleuser.memory.limit: the Hub would"),
        ({"hub": {"config": {"Authenticator": {"allow_all": False}}}}, "hub.config: the Hub would"),
        ({"hub": {"resources": {"limits": {"memory": "9Gi"}}}}, "hub resources: "),
        ({"proxy": {"chp": {"resources": {"limits": {"memory": "9Gi"}}}}}, "proxy resources: "),
        ({"scheduling": {"userPlaceholder": {"replicas": 9}}}, "placeholders: 40 instead of 9"),
        ({"scheduling": {"userScheduler": {"replicas": 1}}}, "user-scheduler replicas: 2"),
        ({"hub": {"db": {"type": "postgres"}}}, "disks: {'hub-db-dir'} instead of set()"),
    ],
)
def test_a_value_that_was_not_rendered_is_named(change, said):
    found = rendered.unheld(merged(INTENDED, change), made())
    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize("rule", [{}, {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}])
def test_a_way_out_for_pupils_is_named(rule):
    objects = made()
    spec(objects, "NetworkPolicy", "singleuser")["egress"].append(rule)
    assert rendered.unheld(INTENDED, objects) == [
        f"NetworkPolicy singleuser: a way out: {json.dumps(rule)}"
    ]


def test_a_policy_that_holds_nothing_back_is_named():
    objects = made()
    spec(objects, "NetworkPolicy", "singleuser")["policyTypes"] = ["Ingress"]
    assert rendered.unheld(INTENDED, objects) == ["NetworkPolicy singleuser: nothing is held back"]


def test_a_puller_of_another_image_and_a_pod_on_any_node_are_named():
    objects = made()
    spec(objects, "DaemonSet", "hook-image-puller")["template"]["spec"]["initContainers"] = []
    del spec(objects, "Deployment", "hub")["template"]["spec"]["affinity"]
    assert rendered.unheld(INTENDED, objects) == [
        "hook-image-puller pulls r/kit:7: False instead of True",
        "nodes of hub: [] instead of ['core']",
    ]


@pytest.mark.parametrize("missing", range(len(made())))
def test_an_object_that_is_missing_is_named(missing):
    objects = made()
    gone = objects.pop(missing)
    said = rendered.unheld(INTENDED, objects)
    assert len(said) == 1
    assert gone["metadata"]["name"] in said[0]


def test_what_the_site_and_the_chart_add_is_no_fault():
    objects = copy.deepcopy(made())
    more = merged(INTENDED, {"hub": {"config": {"JupyterHub": {"admin_access": True}}}})
    coded = base64.b64encode(yaml.safe_dump(more).encode()).decode()
    rendered.named(objects, "Secret", "hub")["data"]["values.yaml"] = coded
    assert rendered.unheld(INTENDED, objects) == []


def test_the_check_renders_with_the_plan_the_site_and_the_version_and_says_what_differs(
    monkeypatch, tmp_path, capsys
):
    site = tmp_path / "site.yaml"
    site.write_text(yaml.safe_dump(SITE), encoding="utf-8")
    objects = made()
    spec(objects, "StatefulSet", "user-placeholder")["replicas"] = 0
    asked = []

    def helm(command, **_):
        asked.append(command)
        return argparse.Namespace(returncode=0, stdout=yaml.safe_dump_all(objects), stderr="")

    monkeypatch.setattr(check.subprocess, "run", helm)
    monkeypatch.setattr(check, "validated", lambda objects: [])
    told = argparse.Namespace(chart="jupyterhub/jupyterhub", version="4.3.3", site=str(site))
    assert check.rendered("300", (), told) == ["placeholders: 0 instead of 40"]
    assert asked[0][-4:] == ["--values", str(HERE / "values-class300.yaml"), "--values", str(site)]
    assert asked[0][asked[0].index("--version") + 1] == "4.3.3"
    assert "10 objects, 0 refused by the Kubernetes schema, 1 things" in capsys.readouterr().out


def test_helms_own_words_are_passed_on(monkeypatch):
    refused = argparse.Namespace(returncode=1, stdout="", stderr="at '/cull': not allowed\n")
    monkeypatch.setattr(check.subprocess, "run", lambda *_, **__: refused)
    told = argparse.Namespace(chart="c", version="4.3.3", site=None)
    with pytest.raises(RuntimeError, match="helm: at '/cull': not allowed"):
        check.rendered("300", (), told)
