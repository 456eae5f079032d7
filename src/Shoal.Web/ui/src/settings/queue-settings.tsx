import type { Settings } from "../api";
import { RateLimit } from "../parts/rate-limit";
import { texts } from "../texts";

const t = texts.settings;
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

interface Props { settings: Settings; change: (part: Partial<Settings>) => void }

/** A field for a number that may be left empty. */
export function Optional(props: { label: string; value: number | undefined; step?: string; onChange: (value: number | undefined) => void }) {
  return (
    <label>
      {props.label}
      <input type="number" min="-1" step={props.step ?? "1"} value={props.value ?? ""}
        onChange={(event) => props.onChange(Number.isNaN(event.currentTarget.valueAsNumber) ? undefined : event.currentTarget.valueAsNumber)} />
    </label>
  );
}

/** How many may be active, and when seeds have given enough. */
export function QueueFields({ settings, change }: Props) {
  const { queue, goals } = settings;
  const count = (label: string, value: number, set: (count: number) => void) => (
    <label>{label}<input type="number" min="0" value={value} onChange={(event) => set(Math.max(0, event.currentTarget.valueAsNumber || 0))} /></label>
  );
  return (
    <>
      <fieldset>
        <legend>{t.queue}</legend>
        <div class="limits">
          {count(t.downloadsAtOnce, queue.downloads, (downloads) => change({ queue: { ...queue, downloads } }))}
          {count(t.seedsAtOnce, queue.seeds, (seeds) => change({ queue: { ...queue, seeds } }))}
          {count(t.totalAtOnce, queue.total, (total) => change({ queue: { ...queue, total } }))}
        </div>
        <p class="quiet">{t.queueHint}</p>
      </fieldset>
      <fieldset>
        <legend>{t.goals}</legend>
        <div class="limits">
          <Optional label={t.ratio} step="0.1" value={goals.ratio} onChange={(ratio) => change({ goals: { ...goals, ratio } })} />
          <Optional label={t.seedingMinutes} value={goals.seedingMinutes} onChange={(seedingMinutes) => change({ goals: { ...goals, seedingMinutes } })} />
          <Optional label={t.idleMinutes} value={goals.idleMinutes} onChange={(idleMinutes) => change({ goals: { ...goals, idleMinutes } })} />
          <label>
            {t.then}
            <select value={goals.then} onChange={(event) => change({ goals: { ...goals, then: event.currentTarget.value } })}>
              {(["pause", "remove", "removeWithData"] as const).map((way) => <option value={way}>{t.thens[way]}</option>)}
            </select>
          </label>
        </div>
        <p class="quiet">{t.goalsHint}</p>
      </fieldset>
    </>
  );
}

/** Other limits by the clock or by hand. */
export function AlternativeFields({ settings, change }: Props) {
  const now = settings.alternative;
  const set = (part: Partial<typeof now>) => change({ alternative: { ...now, ...part } });
  const schedule = now.schedule;
  const hand = now.byHand == null ? "auto" : now.byHand ? "on" : "off";
  return (
    <fieldset>
      <legend>{t.alternative}</legend>
      <div class="limits">
        <RateLimit label={t.downThen} value={now.downLimit} onChange={(downLimit) => set({ downLimit })} />
        <RateLimit label={t.upThen} value={now.upLimit} onChange={(upLimit) => set({ upLimit })} />
        <label>
          {t.byHand}
          <select value={hand} onChange={(event) => set({ byHand: event.currentTarget.value === "auto" ? undefined : event.currentTarget.value === "on" })}>
            {(["auto", "on", "off"] as const).map((way) => <option value={way}>{t.byHands[way]}</option>)}
          </select>
        </label>
      </div>
      <label class="check">
        <input type="checkbox" checked={schedule != null} onChange={(event) => set({ schedule: event.currentTarget.checked ? { days: [...days], from: "22:00", to: "07:00" } : undefined })} />
        {t.schedule}
      </label>
      {schedule && (
        <div class="limits">
          <label>{t.from}<input type="time" required value={schedule.from} onChange={(event) => set({ schedule: { ...schedule, from: event.currentTarget.value } })} /></label>
          <label>{t.to}<input type="time" required value={schedule.to} onChange={(event) => set({ schedule: { ...schedule, to: event.currentTarget.value } })} /></label>
          <div class="choices" role="group" aria-label={t.days}>
            {days.map((name) => (
              <label class="check" key={name}>
                <input type="checkbox" checked={schedule.days.includes(name)}
                  onChange={(event) => set({ schedule: { ...schedule, days: days.filter((day) => (day === name ? event.currentTarget.checked : schedule.days.includes(day))) } })} />
                {t.dayNames[name]}
              </label>
            ))}
          </div>
        </div>
      )}
    </fieldset>
  );
}
