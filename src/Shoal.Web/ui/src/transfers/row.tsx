import { memo } from "preact/compat";
import type { Torrent } from "../api";
import { bytes, day, duration, percent, rate } from "../format";
import { texts } from "../texts";
import { eta, opened, ratio, select, share } from "./view";

interface Props { row: Torrent; index: number; top: number; isSelected: boolean; onFocus: (index: number) => void }

/** One line of the table. A row that did not change is the same object, so it is not drawn again. */
export const Row = memo(function Row({ row, index, top, isSelected, onFocus }: Props) {
  const left = eta(row);
  const done = share(row);
  const cell = (name: string, text: string) => <div class={`cell ${name}`} role="gridcell">{text}</div>;
  return (
    <div id={`row-${row.id}`} class={`row ${row.state}`} role="row" aria-rowindex={index + 2} aria-selected={isSelected} style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => { onFocus(index); select(row.id, event); }} onDblClick={() => (opened.value = row.id)}>
      <div class="cell name" role="gridcell">
        <span class="title">{row.name}{row.labels.map((label) => <span class="label" key={label}>{label}</span>)}</span>
        <span class="state" title={row.error ?? undefined}>{row.error ?? texts.states[row.state]}{row.state === "queued" && ` · ${texts.queue.place(row.queuePosition)}`}</span>
      </div>
      {cell("size", row.size > 0 ? bytes(row.wanted || row.size) : "")}
      <div class="cell progress" role="gridcell">
        <span class="bar" aria-hidden="true"><span style={{ width: `${done * 100}%` }} /></span>
        <span>{row.size > 0 ? percent(done) : ""}</span>
      </div>
      {cell("down", rate(row.downRate))}
      {cell("up", rate(row.upRate))}
      {cell("eta", Number.isFinite(left) ? duration(left) : "")}
      {cell("peers", row.peers > 0 ? `${row.peers} (${row.seeds})` : "")}
      {cell("ratio", ratio(row) > 0 ? ratio(row).toFixed(2) : "")}
      {cell("added", day(row.added))}
    </div>
  );
});
