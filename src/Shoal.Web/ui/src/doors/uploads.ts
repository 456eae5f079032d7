import { signal } from "@preact/signals";
import { api, messageOf, root, type OfferOptions } from "../api";
import { attempt } from "../notices";
import { texts } from "../texts";

/** A file on its way to the daemon, with its place in the folder that was chosen. */
export interface Chosen { file: File; path: string }

/** What is being brought to the daemon before its code is made; null while nothing is. */
export const uploading = signal<{ names: readonly string[]; done: number; total: number } | null>(null);

let current: XMLHttpRequest | undefined;
let isCancelled = false;

/** Brings files to the daemon one after the other, each as a stream, then asks for their code. */
export async function send(chosen: readonly Chosen[], options: OfferOptions): Promise<void> {
  if (uploading.value || chosen.length === 0) return;
  const total = chosen.reduce((sum, { file }) => sum + file.size, 0);
  const names = [...new Set(chosen.map(({ path }) => path.split("/", 1)[0] ?? path))];
  uploading.value = { names, done: 0, total };
  isCancelled = false;
  await attempt(async () => {
    const { batch } = await api.openBatch();
    try {
      let before = 0;
      for (const { file, path } of chosen) {
        await put(batch, path, file, (loaded) => (uploading.value = { names, done: before + loaded, total }));
        if (isCancelled) break;
        before += file.size;
      }
      if (isCancelled) await api.dropBatch(batch);
      else await api.offer({ batch, ...options });
    } catch (fault) {
      await api.dropBatch(batch).catch(() => undefined);
      if (!isCancelled) throw fault;
    }
  });
  uploading.value = null;
}

export function cancelUpload(): void {
  isCancelled = true;
  current?.abort();
}

// fetch tells nothing of how far a body is; this does.
function put(batch: string, path: string, file: File, onProgress: (loaded: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    current = request;
    request.open("PUT", new URL(`uploads/${batch}?path=${encodeURIComponent(path)}`, root));
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(messageOf(request.responseText, texts.send.notTaken))));
    request.onerror = () => reject(new Error(texts.send.notTaken));
    request.onabort = () => resolve();
    request.send(file);
  });
}

export const chosenOf = (files: Iterable<File>): Chosen[] => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/** Everything in a drop, folders with all that is in them. */
export async function chosenOfDrop(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return chosenOf(transfer.files);
  const chosen: Chosen[] = [];
  for (const entry of entries) await collect(entry, chosen);
  return chosen;
}

async function collect(entry: FileSystemEntry, chosen: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    chosen.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A folder is told in portions; an empty one is its end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const inner of part) await collect(inner, chosen);
  }
}
