import { Icon } from "../parts/icon";
import { adding } from "../parts/adding";
import { torrents } from "../store";
import { texts } from "../texts";
import { QueueMenu } from "./queue-menu";
import { pause, recheck, removing, resume } from "./orders";
import { filter, rows, search, selected, selection, type Filter } from "./view";

const filters: readonly Filter[] = ["all", "downloading", "seeding", "queued", "paused", "failed"];

export function Toolbar() {
  const chosen = selection.value;
  const isNone = chosen.length === 0;
  const action = (name: "pause" | "resume" | "recheck" | "remove", run: () => void) => (
    <button aria-label={texts.actions[name]} disabled={isNone} onClick={run}><Icon name={name} /><span>{texts.actions[name]}</span></button>
  );
  return (
    <div class="toolbar">
      <button class="primary" aria-label={texts.actions.add} onClick={() => (adding.value = { link: "", files: [] })}><Icon name="add" /><span>{texts.actions.add}</span></button>
      <div class="actions">
        {action("resume", () => void resume(chosen))}
        {action("pause", () => void pause(chosen))}
        {action("recheck", () => void recheck(chosen))}
        {action("remove", () => (removing.value = chosen))}
        <QueueMenu chosen={chosen} />
      </div>
      <select aria-label={texts.filters.label} value={filter.value} onChange={(event) => (filter.value = event.currentTarget.value as Filter)}>
        {filters.map((name) => <option value={name}>{texts.filters[name]}</option>)}
      </select>
      <input type="search" aria-label={texts.table.search} placeholder={texts.table.search} value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
      <p class="quiet count">
        {selected.value.size > 0 ? texts.table.selected(chosen.length) : texts.table.count(rows.value.length, torrents.value.size)}
      </p>
    </div>
  );
}
