import { texts } from "./texts";

/** 1536 -> "1.5 KiB". */
export function bytes(count: number): string {
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < texts.units.bytes.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${texts.units.bytes[unit]}`;
}

/** Bytes a second; nothing for nothing, so that the eye finds what moves. */
export function rate(perSecond: number): string {
  return perSecond > 0 ? bytes(perSecond) + texts.units.perSecond : "";
}

/** 0.12345 -> "12.3%"; never "100.0%" before it is true. */
export function percent(share: number): string {
  if (share >= 1) return "100%";
  return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** 3725 -> "1h 2m". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds > 86_400 * 365) return texts.units.forever;
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m ${s % 60}s`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}m`;
  return `${Math.floor(s / 86_400)}d ${Math.floor((s % 86_400) / 3600)}h`;
}

const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Unix seconds as this person writes a date. */
export function day(unixSeconds: number): string {
  return unixSeconds > 0 ? date.format(new Date(unixSeconds * 1000)) : "";
}
