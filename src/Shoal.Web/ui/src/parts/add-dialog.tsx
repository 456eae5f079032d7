import { useState } from "preact/hooks";
import { texts } from "../texts";
import { addAll, adding, torrentsAmong } from "./adding";
import { Dialog } from "./dialog";

export function AddDialog() {
  const start = adding.value;
  return start ? <AddForm key={start.link + start.files.length} link={start.link} files={start.files} /> : null;
}

function AddForm(props: { link: string; files: File[] }) {
  const [link, setLink] = useState(props.link);
  const [files, setFiles] = useState(props.files);
  const [directory, setDirectory] = useState("");
  const [isSequential, setSequential] = useState(false);
  const [isPaused, setPaused] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const close = () => (adding.value = null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const isFine = await addAll(link.trim(), files, { isPaused, isSequential, ...(directory.trim() ? { directory: directory.trim() } : {}) });
    if (isFine) close();
    else setBusy(false);
  };
  return (
    <Dialog title={texts.add.title} onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {texts.add.link}
          <input type="text" value={link} placeholder="magnet:?xt=…" spellcheck={false} autofocus onInput={(event) => setLink(event.currentTarget.value)} />
        </label>
        <label>
          {texts.add.files}
          <input type="file" accept=".torrent" multiple onChange={(event) => setFiles(torrentsAmong(event.currentTarget.files ?? []))} />
        </label>
        {files.length > 0 && <ul class="chosen">{files.map((file) => <li>{file.name}</li>)}</ul>}
        <label>
          {texts.add.folder}
          <input type="text" value={directory} placeholder={texts.add.folderHint} spellcheck={false} onInput={(event) => setDirectory(event.currentTarget.value)} />
        </label>
        <label class="check"><input type="checkbox" checked={isSequential} onChange={(event) => setSequential(event.currentTarget.checked)} />{texts.add.sequential}</label>
        <label class="check"><input type="checkbox" checked={isPaused} onChange={(event) => setPaused(event.currentTarget.checked)} />{texts.add.paused}</label>
        <div class="buttons">
          <button type="button" onClick={close}>{texts.actions.cancel}</button>
          <button class="primary" type="submit" disabled={isBusy || (link.trim() === "" && files.length === 0)}>{texts.actions.add}</button>
        </div>
      </form>
    </Dialog>
  );
}
