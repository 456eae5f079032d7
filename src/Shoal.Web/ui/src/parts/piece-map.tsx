import { useEffect, useRef } from "preact/hooks";

const height = 22;

/** The pieces as one band: the more of a column is here, the fuller its colour. */
export function PieceMap(props: { pieces: string; count: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, props.pieces, props.count);
  });
  return <canvas ref={canvas} class="pieces" height={height} role="img" aria-label={props.label} />;
}

function draw(canvas: HTMLCanvasElement, pieces: string, count: number): void {
  const bits = atob(pieces);
  const columns = Math.max(1, Math.min(count, Math.floor(canvas.clientWidth)));
  canvas.width = columns;
  canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context || count === 0) return;
  context.fillStyle = getComputedStyle(canvas).getPropertyValue("--accent");
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * count) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * count) / columns));
    let have = 0;
    for (let piece = first; piece < end; piece++) if ((bits.charCodeAt(piece >> 3) & (0x80 >> (piece & 7))) !== 0) have++;
    context.globalAlpha = have / (end - first);
    context.fillRect(column, 0, 1, 1);
  }
}
