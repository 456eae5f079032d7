import { useState } from "preact/hooks";
import { api } from "../api";
import { attempt } from "../notices";
import { Icon } from "../parts/icon";
import { texts } from "../texts";

const t = texts.receive;

export function ReceiveDoor() {
  const [code, setCode] = useState("");
  const [isBusy, setBusy] = useState(false);
  const look = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    if (await attempt(() => api.receive(code.trim()))) setCode("");
    setBusy(false);
  };
  return (
    <section class="door" aria-labelledby="receive-title">
      <h2 id="receive-title"><Icon name="down" />{t.title}</h2>
      <form onSubmit={(event) => void look(event)}>
        <label>
          {t.code}
          <input class="code-input" type="text" value={code} placeholder="4821-harbor-violet-tuna" autocomplete="off" autocapitalize="none" spellcheck={false}
            onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        <button class="primary big" type="submit" disabled={isBusy || code.trim() === ""}>{t.look}</button>
      </form>
      <p class="quiet">{t.hint}</p>
    </section>
  );
}
