import { signal } from "@preact/signals";
import { api, type AddOptions } from "../api";
import { attempt, tell } from "../notices";
import { texts } from "../texts";

/** What the add dialog starts with; null while it is closed. */
export const adding = signal<{ link: string; files: File[] } | null>(null);

export const looksLikeLink = (text: string): boolean => /^(magnet:\?|https?:\/\/)/i.test(text.trim());

export const isTorrent = (file: File): boolean => file.name.toLowerCase().endsWith(".torrent") || file.type === "application/x-bittorrent";

/** Splits off what is no torrent, with a word about each. */
export function torrentsAmong(files: Iterable<File>): File[] {
  return [...files].filter((file) => {
    const fits = isTorrent(file);
    if (!fits) tell(texts.add.notTorrent(file.name), true);
    return fits;
  });
}

/** Adds everything; true when nothing was refused. */
export async function addAll(link: string, files: readonly File[], options: AddOptions): Promise<boolean> {
  const orders = [...(link ? [() => api.add(link, options)] : []), ...files.map((file) => () => api.addFile(file, options))];
  let isFine = true;
  for (const order of orders) {
    const added = await attempt(order);
    if (added) tell(texts.add.added(added.name));
    else isFine = false;
  }
  return isFine;
}
