import { computed, signal } from "@preact/signals";
import type { Torrent } from "../api";
import { torrents } from "../store";

/** What the table shows: filter, search, order, selection. All of it derived, so the rows are worked out once an event. */
export type Column = "name" | "size" | "progress" | "down" | "up" | "peers" | "ratio" | "eta" | "added";
export type Filter = "all" | "downloading" | "seeding" | "queued" | "paused" | "failed";

export const filter = signal<Filter>("all");
export const search = signal("");
export const order = signal<{ column: Column; isDescending: boolean }>({ column: "added", isDescending: true });
export const selected = signal<ReadonlySet<string>>(new Set());

/** The torrent whose details are open. */
export const opened = signal<string | null>(null);

export const share = (row: Torrent): number => {
  if (row.state === "checking") return row.size > 0 ? row.checked / row.size : 0;
  return row.wanted > 0 ? row.done / row.wanted : row.size > 0 ? 1 : 0;
};
export const ratio = (row: Torrent): number => (row.size > 0 ? row.uploaded / row.size : 0);
export const eta = (row: Torrent): number =>
  row.state === "downloading" && row.downRate > 0 ? (row.wanted - row.done) / row.downRate : Number.POSITIVE_INFINITY;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const compare: Record<Column, (a: Torrent, b: Torrent) => number> = {
  name: (a, b) => collator.compare(a.name, b.name),
  size: (a, b) => a.size - b.size,
  progress: (a, b) => share(a) - share(b),
  down: (a, b) => a.downRate - b.downRate,
  up: (a, b) => a.upRate - b.upRate,
  peers: (a, b) => a.peers - b.peers,
  ratio: (a, b) => ratio(a) - ratio(b),
  eta: (a, b) => (eta(a) === eta(b) ? 0 : eta(a) - eta(b)),
  added: (a, b) => a.added - b.added,
};

const passes = (row: Torrent, wanted: Filter): boolean => {
  switch (wanted) {
    case "all": return true;
    case "downloading": return row.state === "downloading" || row.state === "metadata" || row.state === "checking";
    default: return row.state === wanted;
  }
};

export const rows = computed<Torrent[]>(() => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const { column, isDescending } = order.value;
  const by = compare[column];
  const found = [...torrents.value.values()].filter((row) => {
    const name = `${row.name} ${row.labels.join(" ")}`.toLowerCase();
    return passes(row, filter.value) && words.every((word) => name.includes(word));
  });
  return found.sort((a, b) => (isDescending ? by(b, a) : by(a, b)) || (a.id < b.id ? -1 : 1));
});

export function sortBy(column: Column): void {
  const now = order.value;
  const startsDescending = column !== "name" && column !== "eta";
  order.value = { column, isDescending: now.column === column ? !now.isDescending : startsDescending };
}

/** Those selected that are still there. */
export const selection = computed<Torrent[]>(() => [...selected.value].flatMap((id) => torrents.value.get(id) ?? []));

let anchor: string | null = null;

/** A click as people know it: alone, with Ctrl one more or less, with Shift all from the last one. */
export function select(id: string, keys: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): void {
  const shown = rows.value;
  if (keys.shiftKey && anchor !== null) {
    const from = shown.findIndex((row) => row.id === anchor);
    const to = shown.findIndex((row) => row.id === id);
    if (from >= 0 && to >= 0) {
      selected.value = new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id));
      return;
    }
  }
  anchor = id;
  if (!keys.ctrlKey && !keys.metaKey) {
    selected.value = new Set([id]);
    return;
  }
  const next = new Set(selected.value);
  if (!next.delete(id)) next.add(id);
  selected.value = next;
}

export const selectAll = (): void => void (selected.value = new Set(rows.value.map((row) => row.id)));
