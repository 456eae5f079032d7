import { useState } from "preact/hooks";
import { api, type Receive } from "../api";
import { bytes, duration, percent, rate } from "../format";
import { attempt } from "../notices";
import { CopyButton } from "../parts/copy-button";
import { Icon } from "../parts/icon";
import { texts } from "../texts";

const t = texts.receive;

/** One code on its way in: what it is, a yes, and how far it is. */
export function ReceiveCard({ row }: { row: Receive }) {
  const share = row.size > 0 ? row.done / row.size : 0;
  const isMoving = row.phase === "receiving" || row.phase === "placing" || row.phase === "preparing";
  return (
    <article class="card" aria-label={t.receiveOf(row.names.join(", "))}>
      <div class="card-head">
        <div>
          <h3>{row.names.slice(0, 4).join(", ") || (row.text != null ? t.aText : t.phases[row.phase])}</h3>
          <p class="quiet">
            {row.files > 0 && <>{texts.send.count(row.files)} · {bytes(row.size)} · </>}{t.phases[row.phase]}
            {isMoving && row.rate > 0 && <> · {rate(row.rate)} · {duration((row.size - row.done) / row.rate)} · {t.from(row.peers)}</>}
          </p>
        </div>
        <button class="plain" aria-label={t.takeAway} title={t.takeAway} onClick={() => void attempt(() => api.removeCode(row.id))}><Icon name="close" /></button>
      </div>
      {row.error && <p class="fault" role="alert">{row.error}</p>}
      {row.wrongSenders > 0 && row.phase === "looking" && <p class="fault">{t.wrongSenders}</p>}
      {row.text != null && <><pre class="sent-text">{row.text}</pre><CopyButton text={row.text} label={texts.actions.copy} /></>}
      {row.phase === "deciding" && row.text == null && <Decide row={row} />}
      {isMoving && <><progress aria-label={t.phases[row.phase]} max={1} value={share} /><p class="quiet">{percent(share)} · {bytes(row.done)} / {bytes(row.size)}</p></>}
      {row.phase === "done" && row.placed.map((path) => <p class="good" key={path}>{path}</p>)}
    </article>
  );
}

function Decide({ row }: { row: Receive }) {
  const [directory, setDirectory] = useState("");
  const [conflicts, setConflicts] = useState("rename");
  const accept = (event: Event) => {
    event.preventDefault();
    void attempt(() => api.accept(row.id, { conflicts, ...(directory.trim() ? { directory: directory.trim() } : {}) }));
  };
  return (
    <form onSubmit={accept}>
      <ul class="chosen">{row.entries.map((file) => <li key={file.path}>{file.path} <span class="quiet">{bytes(file.size)}</span></li>)}{row.files > row.entries.length && <li>…</li>}</ul>
      <label>
        {texts.add.folder}
        <input type="text" value={directory} placeholder={texts.add.folderHint} spellcheck={false} onInput={(event) => setDirectory(event.currentTarget.value)} />
      </label>
      <label>
        {t.conflicts}
        <select value={conflicts} onChange={(event) => setConflicts(event.currentTarget.value)}>
          {(["rename", "overwrite", "fail"] as const).map((name) => <option value={name}>{t.conflictWays[name]}</option>)}
        </select>
      </label>
      <div class="buttons">
        <button type="button" onClick={() => void attempt(() => api.removeCode(row.id))}>{t.decline}</button>
        <button class="primary" type="submit">{t.accept}</button>
      </div>
    </form>
  );
}
