"""Figures to words: the tables for the README and for HANDOUTS.md."""

import datetime
import os
import re
import statistics

import peers

COMMAND = (
    ".venv/bin/python -m pip install --require-hashes -r tests/bench/requirements.txt"
    " && .venv/bin/python tests/bench/run.py --write-readme"
)


def percentile(values, part):
    """The smallest value that at least this part of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]


def summary(records):
    """One row of figures from all rounds of one map, or None when no round went through."""
    good = [record for record in records if "error" not in record and any(record["steps"])]
    if not good:
        return None
    steps = [step for record in good for step in record["steps"] if step]
    found = {"steps": len(steps), "lost": sum(step is None for r in good for step in r["steps"])}
    for key in ("ready", "shown"):
        values = [step[key] for step in steps if step[key] is not None] or [float("nan")]
        found[key] = (statistics.median(values), percentile(values, 95))
    for key in ("first_ms", "kernel_mb", "notebook_kb", "with_state_kb"):
        found[key] = statistics.median(record[key] for record in good)
    return found


def line(record):
    """What the console says of one map in one round."""
    if "error" in record:
        return "failed: " + record["error"].strip().splitlines()[-1]
    found = summary([record])
    if found is None:
        return "no step changed the picture"
    return (
        f"{found['steps']} steps, page ready {pair(found['ready'])} ms, "
        f"on the screen {pair(found['shown'])} ms, first {found['first_ms']:.0f} ms"
    )


def pair(values):
    return " / ".join(f"{value:.0f}" for value in values)


def rows(results):
    """Lines of the Markdown table, the fastest map first."""
    found = {name: summary(records) for name, records in results["peers"].items()}
    own = found.get("natokit")
    known = [peer for peer in peers.PEERS if peer.name in found]
    order = sorted(
        known, key=lambda peer: found[peer.name]["shown"][0] if found[peer.name] else 9e9
    )
    for peer in order:
        of = found[peer.name]
        title = f"{peer.title} ({peer.note})" if peer.note else peer.title
        if of is None:
            yield f"| {title} | not measured | | | | | | |"
            continue
        times = [of[key][0] / own[key][0] if own else float("nan") for key in ("shown", "ready")]
        sizes = f"{of['notebook_kb']:,.0f} / {of['with_state_kb']:,.0f}"
        yield (
            f"| {title} | {pair(of['shown'])} | {times[0]:.1f} | {pair(of['ready'])} "
            f"| {times[1]:.1f} | {of['first_ms']:,.0f} | {of['kernel_mb']:.0f} | {sizes} |"
        )


def text(results):
    """The whole block: table, what it says about natokit alone, and how it was measured."""
    of, lesson = results["machine"], results["lesson_02"]
    counts = {found["steps"] for found in map(summary, results["peers"].values()) if found}
    imports = " and ".join(
        f"`{name}` {value:.0f} ms" for name, value in results["imports_ms"].items()
    )
    cold = statistics.median(results["cold_first_ms"])
    sizes = ", ".join(f"{name} {size:,.0f} kB" for name, size in results["stored_kb"].items())
    head = [
        "| map | on the screen, ms | x natokit | page ready, ms | x natokit | first map, ms "
        "| kernel, MB | notebook, kB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    tail = [
        "",
        "One step from key press to changed picture (median / p95 of "
        f"{max(counts, default=0)} steps), in JupyterLab; *page ready*: style, layout and paint "
        "are done; *on the screen*: the frame with all its pixels was presented. "
        "*First map*: from running the cell, in a warm kernel. "
        "*Notebook*: as stored, without / with the state of its widgets. The same "
        f"{results['stages']} stages for all; the others draw {results['pieces']} flat pieces of "
        f"land with {results['vertices']:,} points, natokit also names, hatches, borders, an "
        "inset and, one frame later, the words.",
        "",
        f"natokit alone: {imports}; first map in a new kernel, import included, {cold:,.0f} ms; "
        f"lesson 02 runs in {lesson['seconds']:.0f} s and leaves {lesson['kernel_mb']:.0f} MB "
        f"(RSS) in the kernel. Stored: {sizes}.",
        "",
        f"Measured on {of['day']}: {of['cores']} cores, {of['memory_gb']} GB, {of['system']}, "
        f"headless Chromium {of['chromium'].split('.')[0]} that draws without a graphics "
        "processor, so every figure is higher than on a school machine that has one; compare them "
        "within the table. Method: [tests/bench](tests/bench/README.md). Again with:",
        "",
        "```bash",
        COMMAND,
        "```",
    ]
    return "\n".join([*head, *rows(results), *tail, ""])


def exports(found, asked, vertices, chromium):
    """The block for HANDOUTS.md. ``found``: {Export: [(first, stepped) in ms, ...]}; ``asked``:
    {Export: number of addresses of other hosts that the file as written asks for}.
    """
    rows = [
        "| one file from a stick | MB | first map, ms | first step answered, ms "
        "| asks of other hosts, as written |",
        "|---|---|---|---|---|",
    ]
    for export, times in found.items():
        first, stepped = (statistics.median(column) for column in zip(*times, strict=True))
        size = export.file.stat().st_size / 1e6
        rows.append(
            f"| {export.title} | {size:.2f} | {first:,.0f} | {stepped:,.0f} | {asked[export]} |"
        )
    rounds = len(next(iter(found.values())))
    return "\n".join([
        *rows, "",
        f"Median of {rounds} openings in turn, each in a new, empty browser without a network, "
        "from the start of loading to the whole map, and to the changed map after a first step (a "
        "key; a click on plotly's slider, which hears no keys) asked for at once. The others show "
        f"the rounds of enlargement as flat pieces of land with {vertices:,} points; ours show "
        "every stage, each unit of land, names, hatches and borders, and the lesson also brings "
        "its texts, tables, pictures and questions. *As written*, the files of plotly and folium "
        "show no map without a network. To be measured at all, folium's scripts were put into its "
        "file, and into plotly's an empty map of the world, which it waits for.",
        "",
        f"Measured on {datetime.date.today().isoformat()} in headless Chromium {chromium} that "
        "draws without a graphics processor, while the machine's load was "
        f"{os.getloadavg()[0] / os.cpu_count():.1f} for each core: compare within the table. "
        "Method: [tests/bench](../tests/bench/README.md). Again, with the bench's packages:",
        "", "```bash", ".venv/bin/python tests/bench/exports.py --write", "```", "",
    ])  # fmt: skip


def write_between(path, mark, block):
    """Replace what stands between the two marks of a Markdown file."""
    before = path.read_text(encoding="utf-8")
    after, count = re.subn(
        rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)",
        lambda found: found[1] + block + found[2],
        before,
        flags=re.DOTALL,
    )
    if count != 1:
        raise SystemExit(f"{path.name} lacks the marks <!-- {mark} --> and <!-- /{mark} -->")
    path.write_text(after, encoding="utf-8")
