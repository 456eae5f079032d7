import { useEffect, useState } from "preact/hooks";
import { api, type LogRecord } from "../api";
import { attempt } from "../notices";
import { second } from "../store";
import { texts } from "../texts";

const t = texts.logs;
const levels = ["trace", "debug", "info", "warning", "error"] as const;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

/** What the daemon has to say, the newest on top; looked at anew every other second. */
export function LogsPage() {
  const [level, setLevel] = useState<(typeof levels)[number]>("info");
  const [records, setRecords] = useState<readonly LogRecord[]>([]);
  const beat = second.value >> 1;
  useEffect(() => void attempt(() => api.logs(level)).then((list) => list && setRecords([...list.records].reverse())), [level, beat]);
  return (
    <div class="logs">
      <div class="card-head">
        <h1>{t.title}</h1>
        <label class="check">
          {t.least}
          <select value={level} onChange={(event) => setLevel(event.currentTarget.value as typeof level)}>{levels.map((name) => <option value={name}>{t.levels[name]}</option>)}</select>
        </label>
      </div>
      {records.length === 0 && <p class="quiet">{t.empty}</p>}
      <ol aria-label={t.title}>
        {records.map((record) => (
          <li key={record.sequence} class={`log ${record.level}`}>
            <time dateTime={record.time}>{time.format(new Date(record.time))}</time>
            <span class="level">{t.levels[record.level]}</span>
            <span class="message">{record.message}{record.fault && <details><summary>{t.fault}</summary><pre>{record.fault}</pre></details>}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
