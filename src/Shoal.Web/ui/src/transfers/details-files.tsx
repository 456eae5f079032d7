import { api, type Details } from "../api";
import { bytes, percent } from "../format";
import { attempt } from "../notices";
import { texts } from "../texts";

/** Most files drawn at once; a torrent with more shows the first ones and says how many there are. */
const filesMax = 2_000;

export function Files({ details, onChange }: { details: Details; onChange: () => void }) {
  if (details.files.length === 0) return <p class="quiet">{texts.details.noFiles}</p>;
  const toggle = async (index: number, isWanted: boolean) => {
    const files = details.files.filter((file) => (file.index === index ? isWanted : file.isWanted)).map((file) => file.index);
    await attempt(() => api.change(details.row.id, { files }));
    onChange();
  };
  return (
    <ul class="files">
      {details.files.slice(0, filesMax).map((file) => (
        <li key={file.index}>
          <label>
            <input type="checkbox" aria-label={`${texts.details.wanted}: ${file.path}`} checked={file.isWanted} onChange={(event) => void toggle(file.index, event.currentTarget.checked)} />
            <span class="path">{file.path}</span>
          </label>
          <span class="quiet">{bytes(file.size)} · {percent(file.size > 0 ? file.done / file.size : 1)}</span>
        </li>
      ))}
      {details.files.length > filesMax && <li class="quiet">… {details.files.length}</li>}
    </ul>
  );
}
