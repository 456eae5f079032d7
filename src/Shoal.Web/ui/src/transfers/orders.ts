import { signal } from "@preact/signals";
import { api, type Torrent } from "../api";
import { attempt } from "../notices";

/** What is about to be removed; null while nobody is asked. */
export const removing = signal<readonly Torrent[] | null>(null);

const each = (rows: readonly Torrent[], act: (id: string) => Promise<void>) => attempt(async () => void (await Promise.all(rows.map((row) => act(row.id)))));

export const pause = (rows: readonly Torrent[]) => each(rows, api.pause);
export const resume = (rows: readonly Torrent[]) => each(rows, api.resume);
export const recheck = (rows: readonly Torrent[]) => each(rows, api.recheck);
export const remove = (rows: readonly Torrent[], data: boolean) => each(rows, (id) => api.remove(id, data));
