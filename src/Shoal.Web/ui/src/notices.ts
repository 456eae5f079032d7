import { signal } from "@preact/signals";
import { ApiError } from "./api";

export interface Notice { id: number; text: string; isFault: boolean }

/** Short lines that come and go. */
export const notices = signal<readonly Notice[]>([]);
let last = 0;

export function tell(text: string, isFault = false): void {
  const id = ++last;
  notices.value = [...notices.value.slice(-3), { id, text, isFault }];
  setTimeout(() => (notices.value = notices.value.filter((notice) => notice.id !== id)), isFault ? 10_000 : 4_000);
}

/** Runs what a click asked for; a refusal is shown in the daemon's words. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (fault) {
    tell(fault instanceof ApiError || fault instanceof Error ? fault.message : String(fault), true);
    return undefined;
  }
}
