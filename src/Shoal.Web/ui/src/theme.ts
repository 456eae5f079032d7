import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

/** Kept in this browser: a look is a matter of the screen, not of the daemon. */
export const theme = signal<Theme>((localStorage.getItem("theme") as Theme | null) ?? "auto");

effect(() => {
  localStorage.setItem("theme", theme.value);
  document.documentElement.dataset["theme"] = theme.value;
});
