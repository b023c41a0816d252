"""Whether objects that Helm rendered hold what the values files and site.yaml intended."""

import base64
import json

import yaml
from values import leaves


def named(objects, kind, name):
    """The object of a kind and name. Raises LookupError, a sentence, where it is missing."""
    for one in objects:
        if one["kind"] == kind and one["metadata"]["name"] == name:
            return one
    raise LookupError(f"{kind} {name} was not rendered")


def at(values, dotted):
    """The value under a dotted name; None where there is none.

    >>> at({"a": {"b": 1}}, "a.b"), at({"a": 2}, "a.b")
    (1, None)
    """
    for key in dotted.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def hub_values(objects):
    """What the Hub reads when it starts: all values, in its Secret."""
    return yaml.safe_load(base64.b64decode(named(objects, "Secret", "hub")["data"]["values.yaml"]))


def pod(objects, kind, name):
    return named(objects, kind, name)["spec"]["template"]["spec"]


def holds(found, wanted):
    """Whether a mapping has all of another; site.yaml and the chart may add to it.

    >>> holds({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}), holds({"a": 1}, {"a": 2})
    (True, False)
    """
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(holds(found.get(key), value) for key, value in wanted.items())
    return found == wanted


def told_to_the_hub(values, objects):
    """Names of our values that the Hub would not read: limits, culling, a pupil's share, disk."""
    told = hub_values(objects)
    missed = [name for name in leaves(values) if not holds(at(told, name), at(values, name))]
    return [f"{name}: the Hub would read something else" for name in missed]


def parts(values, objects):
    """(what, found, intended) of the Hub, the proxy, placeholders, scheduler, pullers and disk."""
    waiting = values["scheduling"]["userPlaceholder"]
    scheduler = named(objects, "Deployment", "user-scheduler")["spec"]["replicas"]
    hub, proxy = pod(objects, "Deployment", "hub"), pod(objects, "Deployment", "proxy")
    seats = named(objects, "StatefulSet", "user-placeholder")["spec"]
    seat = seats["template"]["spec"]["containers"][0]
    yield "hub resources", hub["containers"][0]["resources"], values["hub"]["resources"]
    chp = values["proxy"]["chp"]["resources"]
    yield "proxy resources", proxy["containers"][0]["resources"], chp
    yield "placeholders", seats["replicas"], waiting["replicas"]
    yield "placeholder resources", seat["resources"], waiting["resources"]
    yield "user-scheduler replicas", scheduler, values["scheduling"]["userScheduler"]["replicas"]
    image = "{name}:{tag}".format(**hub_values(objects)["singleuser"]["image"])
    for puller in ("hook-image-puller", "continuous-image-puller"):
        pulled = [box["image"] for box in pod(objects, "DaemonSet", puller)["initContainers"]]
        yield f"{puller} pulls {image}", image in pulled, True
    disks = {one["metadata"]["name"] for one in objects if one["kind"] == "PersistentVolumeClaim"}
    kept = values["hub"]["db"]["type"] == "sqlite-pvc"
    yield "disks", disks, {"hub-db-dir"} if kept else set()
    slim = values["singleuser"]["extraFiles"]["slim"]["data"]
    text = named(objects, "Secret", "singleuser")["stringData"]["slim"]
    yield "file of the slim server", json.loads(text), slim


def purpose(spec):
    """What nodes a pod may run on: values of node-purpose that it requires."""
    rule = at(spec, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution") or {}
    return [
        v for t in rule.get("nodeSelectorTerms", []) for v in t["matchExpressions"][0]["values"]
    ]


def homes(objects):
    """(pod, nodes it may run on, nodes it should run on)."""
    for name in ("hub", "proxy", "user-scheduler"):
        yield f"nodes of {name}", purpose(pod(objects, "Deployment", name)), ["core"]
    yield (
        "nodes of placeholders",
        purpose(pod(objects, "StatefulSet", "user-placeholder")),
        ["user"],
    )


def ways_out(objects):
    """Rules that let a pupil's server out further than to the Hub, the proxies and names."""
    policy = named(objects, "NetworkPolicy", "singleuser")["spec"]
    if "Egress" not in policy["policyTypes"]:
        return ["NetworkPolicy singleuser: nothing is held back"]
    ours = {"hub", "proxy", "autohttps"}
    said = []
    for rule in policy["egress"]:
        names = {port["port"] for port in rule.get("ports", [])} == {53}
        pods = [at(to, "podSelector.matchLabels.component") for to in rule.get("to", [])]
        if not names and not (pods and ours.issuperset(pods)):
            said.append(f"NetworkPolicy singleuser: a way out: {json.dumps(rule)}")
    return said


def unheld(values, objects):
    """Sentences about what was intended and is not in the rendered objects."""
    try:
        said = told_to_the_hub(values, objects)
        for what, found, intended in [*parts(values, objects), *homes(objects)]:
            if found != intended:
                said.append(f"{what}: {found} instead of {intended}")
        return said + ways_out(objects)
    except LookupError as error:
        return [str(error.args[0])]
