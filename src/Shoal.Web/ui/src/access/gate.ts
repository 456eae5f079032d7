import { signal } from "@preact/signals";
import { api, ApiError } from "../api";
import { connection } from "../store";
import { texts } from "../texts";

/** Where we stand: still asking, outside, or in. */
export const gate = signal<"asking" | "outside" | "in">("asking");
export const hasPassword = signal(true);
export const loginFault = signal("");

/** Comes in by the token of the daemon's link, by the cookie of an earlier visit, or not yet. */
export async function enter(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) {
    // The token must not stay in the address bar, the history or a bookmark.
    history.replaceState(null, "", location.pathname + location.search + "#/");
    await tryLogin({ token });
    if (gate.value === "in") return;
  }

  try {
    const access = await api.access();
    hasPassword.value = access.hasPassword;
    gate.value = access.isKnown ? "in" : "outside";
  } catch {
    setTimeout(() => void enter(), 2_000);
  }
}

export async function tryLogin(way: { password: string } | { token: string }): Promise<void> {
  try {
    await api.login(way);
    loginFault.value = "";
    connection.value = "connecting";
    gate.value = "in";
  } catch (fault) {
    loginFault.value = "token" in way && fault instanceof ApiError && fault.status === 403 ? texts.access.wrongToken : (fault as Error).message;
  }
}

export async function leave(): Promise<void> {
  await api.logout();
  gate.value = "outside";
}
