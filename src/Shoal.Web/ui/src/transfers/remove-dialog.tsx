import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { texts } from "../texts";
import { remove, removing } from "./orders";
import { selected } from "./view";

export function RemoveDialog() {
  return removing.value ? <Ask /> : null;
}

function Ask() {
  const [data, setData] = useState(false);
  const rows = removing.value ?? [];
  const close = () => (removing.value = null);
  const go = async (event: Event) => {
    event.preventDefault();
    close();
    selected.value = new Set();
    await remove(rows, data);
  };
  return (
    <Dialog title={texts.remove.title(rows.length)} onClose={close}>
      <form onSubmit={(event) => void go(event)}>
        <ul class="chosen">{rows.slice(0, 8).map((row) => <li key={row.id}>{row.name}</li>)}{rows.length > 8 && <li>…</li>}</ul>
        <label class="check"><input type="checkbox" checked={data} onChange={(event) => setData(event.currentTarget.checked)} />{texts.remove.data}</label>
        <p class="quiet">{texts.remove.dataHint}</p>
        <div class="buttons">
          <button type="button" onClick={close}>{texts.actions.cancel}</button>
          <button class="danger" type="submit">{texts.actions.remove}</button>
        </div>
      </form>
    </Dialog>
  );
}
