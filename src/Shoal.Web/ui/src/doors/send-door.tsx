import { useRef, useState } from "preact/hooks";
import { api, type OfferOptions } from "../api";
import { bytes, percent } from "../format";
import { attempt } from "../notices";
import { Icon } from "../parts/icon";
import { texts } from "../texts";
import { cancelUpload, chosenOf, send, uploading } from "./uploads";

const t = texts.send;
const lives = [[900, t.quarter], [3_600, t.hour], [86_400, t.day], [604_800, t.week]] as const;

export function SendDoor() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [options, setOptions] = useState<OfferOptions>({ seconds: 3_600, receivers: 0, confirm: false });
  const now = uploading.value;
  const choose = (event: Event & { currentTarget: HTMLInputElement }) => {
    void send(chosenOf(event.currentTarget.files ?? []), options);
    event.currentTarget.value = "";
  };
  const sendText = async (event: Event) => {
    event.preventDefault();
    if (await attempt(() => api.offer({ text, ...options }))) setText("");
  };
  return (
    <section class="door" aria-labelledby="send-title">
      <h2 id="send-title"><Icon name="up" />{t.title}</h2>
      {now ? (
        <div class="upload" role="status">
          <p>{now.names.slice(0, 3).join(", ")}{now.names.length > 3 ? " …" : ""}</p>
          <progress aria-label={t.uploading} max={Math.max(1, now.total)} value={now.done} />
          <p class="quiet">{t.uploading} · {bytes(now.done)} / {bytes(now.total)} · {percent(now.total > 0 ? now.done / now.total : 1)}</p>
          <button onClick={cancelUpload}>{texts.actions.cancel}</button>
        </div>
      ) : (
        <>
          <p class="drop-hint">{t.hint}</p>
          <div class="buttons-row">
            <button class="primary big" onClick={() => files.current?.click()}>{t.files}</button>
            <button class="big" onClick={() => folder.current?.click()}>{t.folder}</button>
          </div>
          <input ref={files} type="file" multiple hidden aria-label={t.files} onChange={choose} />
          <input ref={folder} type="file" hidden aria-label={t.folder} onChange={choose} {...{ webkitdirectory: true }} />
        </>
      )}
      <details class="more">
        <summary>{t.more}</summary>
        <label>
          {t.lives}
          <select value={String(options.seconds)} onChange={(event) => setOptions({ ...options, seconds: Number(event.currentTarget.value) })}>
            {lives.map(([seconds, name]) => <option value={String(seconds)}>{name}</option>)}
          </select>
        </label>
        <label>
          {t.receivers}
          <input type="number" min="0" value={options.receivers} onInput={(event) => setOptions({ ...options, receivers: Math.max(0, event.currentTarget.valueAsNumber || 0) })} />
        </label>
        <label class="check"><input type="checkbox" checked={options.confirm} onChange={(event) => setOptions({ ...options, confirm: event.currentTarget.checked })} />{t.confirm}</label>
        <form onSubmit={(event) => void sendText(event)}>
          <label>
            {t.text}
            <textarea rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <button type="submit" disabled={text === ""}>{t.sendText}</button>
        </form>
      </details>
    </section>
  );
}
