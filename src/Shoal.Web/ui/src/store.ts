import { signal } from "@preact/signals";
import { api, root, type Offer, type Receive, type Statistics, type Torrent } from "./api";

/** What the daemon last told: every view draws from here, and only the event stream writes here. */
export const torrents = signal<ReadonlyMap<string, Torrent>>(new Map());
export const codes = signal<{ offers: readonly Offer[]; receives: readonly Receive[] }>({ offers: [], receives: [] });
export const statistics = signal<Statistics | null>(null);
export const connection = signal<"connecting" | "open" | "lost" | "refused">("connecting");

/** Counts the seconds: what is drawn over time is drawn again when it moves. */
export const second = signal(0);

/** Rates of the last minutes of each torrent that moves, a pair a second. */
const speedsOf = new Map<string, Array<readonly [number, number]>>();
const speedsMax = 180;

export const speedsOfTorrent = (id: string): ReadonlyArray<readonly [number, number]> => speedsOf.get(id) ?? [];

type Row = Partial<Torrent> & { id: string };
interface Message { torrents: Row[]; removed?: string[]; statistics: Statistics; codes?: { offers: Offer[]; receives: Receive[] } }

const blank: Omit<Torrent, "id"> = {
  name: "", state: "paused", size: 0, wanted: 0, done: 0, checked: 0, downRate: 0, upRate: 0, downloaded: 0, uploaded: 0, peers: 0, seeds: 0, queuePosition: 0, isForced: false, labels: [], added: 0,
};

let source: EventSource | undefined;

/** Opens the event stream; a browser that loses it goes on from its last event by itself. */
export function listen(): void {
  source?.close();
  source = new EventSource(new URL("events", root));
  source.addEventListener("open", () => (connection.value = "open"));
  source.addEventListener("snapshot", (event) => take(JSON.parse(event.data) as Message, new Map()));
  source.addEventListener("delta", (event) => take(JSON.parse(event.data) as Message, new Map(torrents.value)));
  source.addEventListener("error", () => void lost());
}

async function lost(): Promise<void> {
  connection.value = "lost";
  if (source?.readyState !== EventSource.CLOSED) return;
  try {
    if (!(await api.access()).isKnown) {
      connection.value = "refused";
      return;
    }
  } catch {
    // The daemon is away: try again until it is back.
  }
  setTimeout(listen, 2_000);
}

function take(message: Message, rows: Map<string, Torrent>): void {
  for (const row of message.torrents) rows.set(row.id, { ...blank, ...rows.get(row.id), ...row });
  for (const id of message.removed ?? []) {
    rows.delete(id);
    speedsOf.delete(id);
  }
  torrents.value = rows;
  statistics.value = message.statistics;
  if (message.codes) codes.value = message.codes;
  connection.value = "open";
}

// Quiet seconds are drawn too, so time passes here and not with the events.
setInterval(() => {
  for (const row of torrents.value.values()) {
    const past = speedsOf.get(row.id);
    if (!past && row.downRate === 0 && row.upRate === 0) continue;
    const line = past ?? [];
    line.push([row.downRate, row.upRate]);
    if (line.length > speedsMax) line.shift();
    if (!past) speedsOf.set(row.id, line);
    if (line.every(([down, up]) => down === 0 && up === 0)) speedsOf.delete(row.id);
  }
  second.value++;
}, 1_000);
