"""Looks the values files over; with Helm and the chart at hand, renders and validates them too.

python deploy/kubernetes/check.py [--chart jupyterhub/jupyterhub] [--site site.yaml]
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from rendered import unheld
from values import HERE, PLANS, amount, leaves, plan

CHART = "4.3.3"
STORAGE = "values-storage.yaml"
VERSION = "1.32"  # of the Kubernetes schemas that rendered objects are held against
# The keys used here; each stands in the schema of the values of chart 4.3.3.
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
scheduling: userPlaceholder.resources.requests.cpu userPlaceholder.resources.requests.memory
scheduling: corePods.nodeAffinity.matchNodePurpose userPods.nodeAffinity.matchNodePurpose
prePuller: hook.enabled continuous.enabled
cull: enabled timeout every maxAge users
"""
KNOWN = {
    f"{top}.{key}"
    for top, keys in (line.split(":") for line in KEYS.split("\n") if line)
    for key in keys.split()
}


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
        seat = values["scheduling"]["userPlaceholder"]["resources"]["requests"][kind]
        if amount(seat) != amount(part["guarantee"]):
            said.append(f"a placeholder's {kind} {seat} is not a pupil's {part['guarantee']}")
    return said


def render(pupils, more, told):
    """Objects that Helm makes of a plan; raises RuntimeError with Helm's own words."""
    command = ["helm", "template", "kit", told.chart, "--namespace", "kit"]
    command += ["--version", told.version]
    for file in [*(HERE / name for name in (*PLANS[pupils], *more)), told.site]:
        command += ["--values", str(file)] if file else []
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


def rendered(pupils, more, told):
    """Renders one plan and prints what was found; sentences about what is wrong."""
    objects = render(pupils, more, told)
    problems = validated(objects)
    how = f"{len(problems or [])} refused by the Kubernetes schema"
    if problems is None:
        how = "not validated: pip install kubernetes-validate"
    site = [Path(told.site).resolve()] if told.site else []
    missing = unheld(plan(pupils, *more, *site), objects)
    held = f"{len(missing)} things not as intended" if missing else "all as intended"
    print(f"{' '.join([pupils, 'pupils', *more])}: {len(objects)} objects, {how}, {held}")
    return [*(problems or []), *missing]


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--chart", help="name or folder of the chart; without it nothing is rendered")
    ask.add_argument("--version", default=CHART, help="of the chart, to try a newer one")
    ask.add_argument("--site", help="your site.yaml")
    told = ask.parse_args()
    if told.chart and not shutil.which("helm"):
        sys.exit("helm is not installed; install it or leave out --chart")
    bad = []
    for pupils in PLANS:
        found = wrong(plan(pupils)) + wrong(plan(pupils, STORAGE))
        print(f"{pupils} pupils: keys and limits {'wrong' if found else 'in order'}")
        bad += found
        for more in [(), (STORAGE,)] if told.chart else []:
            try:
                bad += rendered(pupils, more, told)
            except RuntimeError as error:
                sys.exit(str(error))
    if not told.chart:
        print("Not rendered: give --chart (see README.md).")
    sys.exit("\n".join(dict.fromkeys(bad)) or 0)


if __name__ == "__main__":
    main()
