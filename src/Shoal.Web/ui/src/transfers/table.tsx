import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { adding } from "../parts/adding";
import { torrents } from "../store";
import { texts } from "../texts";
import { removing } from "./orders";
import { Row } from "./row";
import { opened, order, rows, select, selectAll, selected, selection, sortBy, type Column } from "./view";

/** Height of a row; the styles say the same. */
const rowHeight = 52;

/** Height of the line with the names of the columns: it stays while rows scroll below it. */
const headHeight = 37;

/** Rows drawn above and below the window, so that scrolling does not flash. */
const spare = 6;

const columns: readonly Column[] = ["name", "size", "progress", "down", "up", "eta", "peers", "ratio", "added"];

/** Draws only the rows in sight: thousands cost as much as a screenful. */
export function Table() {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [focus, setFocus] = useState(0);
  const all = rows.value;
  const isEmpty = all.length === 0;
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([entry]) => entry && setHeight(entry.contentRect.height));
    if (body.current) watcher.observe(body.current);
    return () => watcher.disconnect();
  }, [isEmpty]);
  if (isEmpty) return <div class="table"><Empty /></div>;

  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(all.length, Math.ceil((top + height) / rowHeight) + spare);
  const go = (to: number, event: KeyboardEvent) => {
    const index = Math.max(0, Math.min(all.length - 1, to));
    const row = all[index];
    if (!row) return;
    event.preventDefault();
    setFocus(index);
    select(row.id, { ctrlKey: false, metaKey: false, shiftKey: event.shiftKey });
    reveal(body.current, index);
  };
  const key = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    switch (event.key) {
      case "ArrowDown": return go(focus + (selected.value.size === 0 ? 0 : 1), event);
      case "ArrowUp": return go(focus - 1, event);
      case "PageDown": return go(focus + page, event);
      case "PageUp": return go(focus - page, event);
      case "Home": return go(0, event);
      case "End": return go(all.length - 1, event);
      case "Enter": return void (opened.value = all[focus]?.id ?? null);
      case "Delete": return void (selection.value.length > 0 && (removing.value = selection.value));
      case "Escape": return void (opened.value ? (opened.value = null) : (selected.value = new Set()));
      case "a": if (event.ctrlKey || event.metaKey) { event.preventDefault(); selectAll(); } return;
    }
  };
  return (
    <div class="table" role="grid" aria-label={texts.table.label} aria-rowcount={all.length + 1} aria-multiselectable="true" tabIndex={0} onKeyDown={key}
      ref={body} onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      aria-activedescendant={all[focus] && focus >= first && focus < last ? `row-${all[focus].id}` : undefined}>
      <div role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>{columns.map((column) => <Head key={column} column={column} />)}</div>
      </div>
      <div class="body" role="rowgroup">
        <div class="space" role="presentation" style={{ height: `${all.length * rowHeight}px` }}>
          {all.slice(first, last).map((row, i) => (
            <Row key={row.id} row={row} index={first + i} top={(first + i) * rowHeight} isSelected={selected.value.has(row.id)} onFocus={setFocus} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Head(props: { column: Column }) {
  const now = order.value;
  const isSorted = now.column === props.column;
  return (
    <div class={`cell ${props.column}`} role="columnheader" aria-sort={isSorted ? (now.isDescending ? "descending" : "ascending") : "none"}>
      <button tabIndex={-1} aria-label={texts.table.sortBy(texts.table[props.column])} onClick={() => sortBy(props.column)}>
        {texts.table[props.column]}{isSorted && <span aria-hidden="true">{now.isDescending ? " ↓" : " ↑"}</span>}
      </button>
    </div>
  );
}

function Empty() {
  if (torrents.value.size > 0) return <p class="empty quiet">{texts.table.nothingFound}</p>;
  return (
    <div class="empty">
      <img src="./shoal.svg" alt="" width="96" height="96" />
      <h2>{texts.table.empty}</h2>
      <p class="quiet">{texts.table.emptyHint}</p>
      <button class="primary" onClick={() => (adding.value = { link: "", files: [] })}>{texts.add.title}</button>
    </div>
  );
}

function reveal(body: HTMLDivElement | null, index: number): void {
  if (!body) return;
  const top = index * rowHeight;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (top + rowHeight > body.scrollTop + body.clientHeight - headHeight) body.scrollTop = top + rowHeight - body.clientHeight + headHeight;
}
