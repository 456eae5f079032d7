import { api, type Torrent } from "../api";
import { attempt } from "../notices";
import { texts } from "../texts";

const t = texts.queue;
const moves = ["top", "up", "down", "bottom"] as const;

/** Orders about the queue for what is selected; a menu of the browser's own, so keys and phones work. */
export function QueueMenu({ chosen }: { chosen: readonly Torrent[] }) {
  const order = (event: Event & { currentTarget: HTMLSelectElement }) => {
    const what = event.currentTarget.value;
    event.currentTarget.value = "";
    if (what === "force" || what === "wait") void attempt(async () => void (await Promise.all(chosen.map((row) => api.change(row.id, { isForced: what === "force" })))));
    else void attempt(() => api.moveInQueue(chosen.map((row) => row.id), what));
  };
  return (
    <select class="queue-menu" aria-label={t.label} disabled={chosen.length === 0} value="" onChange={order}>
      <option value="" disabled hidden>{t.label}</option>
      {moves.map((move) => <option value={move}>{t.moves[move]}</option>)}
      <option value="force">{t.force}</option>
      <option value="wait">{t.wait}</option>
    </select>
  );
}
