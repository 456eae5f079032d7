"""Medians, ratios and targets, as markdown."""
import os
import platform
import statistics

MIB = 1 << 20
LEECHER_CPU_TARGET = 0.8     # of libtorrent's own leecher
SELF_WALL_TARGET = 0.7       # of libtorrent to libtorrent
SELF_CPU_TARGET = 0.6
COMMAND_WALL_TARGET = 0.6    # of the fastest other
PEAK_MEMORY_TARGET = 300 * 1000 * 1000


def header(options, kinds):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    print(f"# swarm: {', '.join(kind.name for kind in kinds)}\n")
    print(f"{os.cpu_count()} x {cpu}, Linux {platform.release()}, {'disk' if options.disk else 'tmpfs'}, "
          f"medians of {options.runs}{', a sixteenth of the bytes' if options.quick else ''}. "
          "CPU is user + system; \"ready\" counts from when all processes wait for orders (Shoal's leecher: from when it listens).\n")


def median(runs, value):
    return statistics.median(value(run) for run in runs)


def cpu(costs, ready=False):
    return sum(cost.cpu_ready if ready else cost.cpu for cost in costs)


def peak(costs):
    return max(cost.peak_bytes for cost in costs)


def transfers(title, runs, baseline, targets):
    print(f"## {title}\n")
    print("| pair | wall s | ratio | seed CPU s (ready) | leecher CPU s (ready) | CPU s in all (ready) | ratio | seed MiB | leecher MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    base = runs.get(baseline)
    for pair, done in runs.items():
        if not done:
            print(f"| {pair} | failed | | | | | | | |")
            continue
        wall = median(done, lambda run: run.wall)
        total = median(done, lambda run: cpu(run.costs))
        cells = [pair, f"{wall:.2f}", ratio(wall, base, lambda run: run.wall)]
        for side in ("seeds", "leechers", "costs"):
            cells.append(f"{median(done, lambda run: cpu(getattr(run, side))):.2f} ({median(done, lambda run: cpu(getattr(run, side), True)):.2f})")
        cells.append(ratio(total, base, lambda run: cpu(run.costs)))
        cells += [f"{max(peak(getattr(run, side)) for run in done) / MIB:.0f}" for side in ("seeds", "leechers")]
        print("| " + " | ".join(cells) + " |")
    print()
    if targets and base:
        targets(runs, base)


def ratio(value, base, of):
    return f"{value / median(base, of):.2f}" if base else ""


def self_targets(runs, base):
    ours = runs.get("shoal to shoal")
    if not ours:
        return
    verdict("wall, of libtorrent to libtorrent", median(ours, lambda r: r.wall) / median(base, lambda r: r.wall), SELF_WALL_TARGET)
    verdict("CPU, of libtorrent to libtorrent", median(ours, lambda r: cpu(r.costs)) / median(base, lambda r: cpu(r.costs)), SELF_CPU_TARGET)
    verdict("peak memory, MB", max(peak(run.costs) for run in ours) / 1e6, PEAK_MEMORY_TARGET / 1e6)
    print()


def leech_targets(runs, base):
    ours = runs.get("libtorrent to shoal")
    if not ours:
        return
    share = median(ours, lambda r: cpu(r.leechers)) / median(base, lambda r: cpu(r.leechers))
    verdict("leecher's CPU, of libtorrent's", share, LEECHER_CPU_TARGET)
    verdict("peak memory, MB", max(peak(run.leechers) for run in ours) / 1e6, PEAK_MEMORY_TARGET / 1e6)
    print()


def commands(title, runs):
    print(f"## {title}\n")
    print("| program | wall s | CPU s | peak MiB |")
    print("|---|---|---|---|")
    for name, done in runs.items():
        if not done:
            print(f"| {name} | failed | | |")
            continue
        print(f"| {name} | {median(done, lambda r: r.wall):.2f} | {median(done, lambda r: cpu(r.costs, True)):.2f} "
              f"| {max(peak(run.costs) for run in done) / MIB:.0f} |")
    print()
    others = [median(done, lambda r: r.wall) for name, done in runs.items() if done and name != "shoal"]
    if runs.get("shoal") and others:
        verdict("wall, of the fastest other", median(runs["shoal"], lambda r: r.wall) / min(others), COMMAND_WALL_TARGET)
        print()


def verdict(what, value, limit):
    print(f"- {'pass' if value <= limit else 'FAIL'}: {what}: {value:.2f} (at most {limit:.2f})", flush=True)
