"""How many nodes pupils need, from the values files, and what they cost at your price.

python deploy/kubernetes/capacity.py --cores 8 --memory 32 --price YOUR_PRICE --hours 2

What was measured stands in measured.yaml alone; --write brings README.md up to it.
"""

import argparse
import math

import yaml
from values import HERE, PLANS, amount, plan

GIB = 1024**3
SIZES = [(4, 16), (8, 32), (16, 64)]  # cores, GB: shapes to compare, of no particular provider
KEPT_CORES, KEPT_GIB, KEPT_PODS = 0.5, 2, 12  # assumed: what the node's own programs take
MOST_PODS = 110  # Kubernetes' recommended limit for one node
MEASURED = yaml.safe_load((HERE / "measured.yaml").read_text(encoding="utf-8"))
README = HERE / "README.md"
BEGIN, END = "<!-- capacity.py -->\n", "\n<!-- end -->"
HEAD = (
    "| pupils | node: cores, GB | pupils on a node | nodes with all in | nodes before the bell "
    "| start, all at once |"
)


def on_a_node(values, cores, gib):
    """Pupils that fit on one node, by the tightest of memory, processor and pods."""
    user = values["singleuser"]
    by_memory = (gib - KEPT_GIB) * GIB / amount(user["memory"]["guarantee"])
    by_cores = (cores - KEPT_CORES) / amount(user["cpu"]["guarantee"])
    return max(0, math.floor(min(by_memory, by_cores, MOST_PODS - KEPT_PODS)))


def need(pupils, cores, gib):
    """(pupils on a node, nodes with all in, nodes of placeholders, seconds of starting)."""
    values = plan(pupils)
    fit = on_a_node(values, cores, gib)
    if not fit:
        raise ValueError(
            f"a node of {cores} cores and {gib} GB holds no pupil; choose a larger one"
        )
    nodes = math.ceil(int(pupils) / fit)
    waiting = values["scheduling"]["userPlaceholder"]["replicas"]
    start = int(pupils) * MEASURED["start_cpu_seconds"] / (nodes * (cores - KEPT_CORES))
    return fit, nodes, math.ceil(waiting / fit), math.ceil(start)


def table():
    """The table of README.md, one line for each plan and shape of node."""
    lines = [HEAD, "|---:|---|---:|---:|---:|---:|"]
    for pupils in PLANS:
        for cores, gib in SIZES:
            fit, nodes, ready, start = need(pupils, cores, gib)
            lines.append(f"| {pupils} | {cores}, {gib} | {fit} | {nodes} | {ready} | {start} s |")
    return "\n".join(lines)


def block():
    """What README.md says between its marks: the measured figures, and the table made of them."""
    words = (
        "Measured with {pupils} pupils (`{trial}`, {day}): a server {server_mb} MB, a kernel "
        "{kernel_mb} MB. A start takes {start_cpu_seconds} processor-seconds ({start_trial})."
    )
    return f"{words.format(**MEASURED)}\n\n{table()}"


def write():
    """Bring README.md up to measured.yaml."""
    head, rest = README.read_text(encoding="utf-8").split(BEGIN)
    tail = rest.split(END, 1)[1]
    README.write_text(f"{head}{BEGIN}{block()}{END}{tail}", encoding="utf-8")


def cost(nodes, hours, price, core_price):
    """Price of some hours: the nodes of the pupils and one core node."""
    return hours * (nodes * price + core_price)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--cores", type=float, default=8)
    ask.add_argument("--memory", type=float, default=32, help="GB of a node")
    ask.add_argument("--price", type=float, help="of one node for one hour, from your provider")
    ask.add_argument("--core-price", type=float, help="of the node of Hub and proxy; else --price")
    ask.add_argument("--hours", type=float, default=1)
    ask.add_argument("--write", action="store_true", help="put figures and table into README.md")
    told = ask.parse_args()
    if told.write:
        write()
    print(block())
    for pupils in PLANS:
        try:
            nodes = need(pupils, told.cores, told.memory)[1]
        except ValueError as error:
            ask.error(str(error))
        core = told.price if told.core_price is None else told.core_price
        bill = (
            "no --price given"
            if told.price is None
            else f"{cost(nodes, told.hours, told.price, core):.2f}"
        )
        print(f"{pupils} pupils, {told.hours:g} h: {nodes} nodes and 1 core node; cost: {bill}")


if __name__ == "__main__":
    main()
