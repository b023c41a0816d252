"""Looks the values files over; with Helm and the chart at hand, renders and validates them too.

python deploy/kubernetes/check.py [--chart jupyterhub/jupyterhub] [--site site.yaml]
"""

import argparse
import shutil
import subprocess
import sys

import yaml
from values import HERE, PLANS, amount, plan

CHART = "4.3.3"
VERSION = "1.32"  # of the Kubernetes schemas that rendered objects are held against
ANY = {"hub.config", "singleuser.extraEnv", "singleuser.extraFiles.slim.data"}  # free inside
KEYS = """
hub: concurrentSpawnLimit activeServerLimit consecutiveFailureLimit config networkPolicy.enabled
hub: resources.requests.cpu resources.requests.memory resources.limits.memory db.type
proxy: chp.resources.requests.cpu chp.resources.requests.memory chp.resources.limits.memory
singleuser: defaultUrl startTimeout image.pullPolicy memory.guarantee memory.limit cmd extraEnv
singleuser: cpu.guarantee cpu.limit storage.type storage.capacity storage.homeMountPath
singleuser: extraFiles.slim.mountPath extraFiles.slim.data cloudMetadata.blockWithIptables
singleuser: networkPolicy.enabled networkPolicy.egressAllowRules.cloudMetadataServer
singleuser: networkPolicy.egressAllowRules.privateIPs networkPolicy.egressAllowRules.nonPrivateIPs
scheduling: userScheduler.enabled userScheduler.replicas podPriority.enabled
scheduling: userPlaceholder.enabled userPlaceholder.replicas
scheduling: corePods.nodeAffinity.matchNodePurpose userPods.nodeAffinity.matchNodePurpose
prePuller: hook.enabled continuous.enabled
cull: enabled timeout every maxAge users
"""
KNOWN = {
    f"{top}.{key}"
    for top, keys in (line.split(":") for line in KEYS.split("\n") if line)
    for key in keys.split()
}


def leaves(values, before=""):
    """Dotted names of what is set; stops where the chart lets anything stand."""
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and name not in ANY:
            yield from leaves(value, f"{name}.")
        else:
            yield name


def wrong(values):
    """Sentences about unknown keys and about limits below what is asked for."""
    said = [f"{name}: the list in check.py has no such key" for name in leaves(values)]
    said = [line for line in said if line.split(":")[0] not in KNOWN]
    for name in ("hub", "proxy"):
        part = values[name] if name == "hub" else values[name]["chp"]
        asked, most = part["resources"]["requests"]["memory"], part["resources"]["limits"]["memory"]
        if amount(most) < amount(asked):
            said.append(f"{name}: memory limit {most} is below the request {asked}")
    for kind in ("memory", "cpu"):
        part = values["singleuser"][kind]
        if amount(part["limit"]) < amount(part["guarantee"]):
            said.append(f"singleuser.{kind}: limit {part['limit']} is below {part['guarantee']}")
    return said


def render(pupils, chart, site):
    """Objects that Helm makes of a plan; raises RuntimeError with Helm's own words."""
    command = ["helm", "template", "kit", chart, "--version", CHART, "--namespace", "kit"]
    for file in [*(HERE / name for name in PLANS[pupils]), *([site] if site else [])]:
        command += ["--values", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"helm: {done.stderr.strip()}")
    return [one for one in yaml.safe_load_all(done.stdout) if one]


def validated(objects):
    """Sentences about objects that the Kubernetes schema refuses; None without the validator."""
    try:
        import kubernetes_validate
    except ImportError:
        return None
    said = []
    for one in objects:
        try:
            kubernetes_validate.validate(one, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            said.append(f"{one['kind']} {one['metadata']['name']}: {error.message}")
    return said


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--chart", help="name or folder of the chart; without it nothing is rendered")
    ask.add_argument("--site", help="your site.yaml")
    told = ask.parse_args()
    if told.chart and not shutil.which("helm"):
        sys.exit("helm is not installed; install it or leave out --chart")
    bad = []
    for pupils in PLANS:
        found = wrong(plan(pupils)) + wrong(plan(pupils, "values-storage.yaml"))
        print(f"{pupils} pupils: keys and limits {'wrong' if found else 'in order'}")
        bad += found
        if told.chart:
            try:
                objects = render(pupils, told.chart, told.site)
            except RuntimeError as error:
                sys.exit(str(error))
            problems = validated(objects)
            how = f"{len(problems or [])} refused by the Kubernetes schema"
            if problems is None:
                how = "not validated: pip install kubernetes-validate"
            print(f"{pupils} pupils: {len(objects)} objects rendered, {how}")
            bad += problems or []
    if not told.chart:
        print("Not rendered: give --chart (see README.md).")
    sys.exit("\n".join(dict.fromkeys(bad)) or 0)


if __name__ == "__main__":
    main()
