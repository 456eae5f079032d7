import { useEffect, useRef } from "preact/hooks";

const height = 90;

/** Down and up over time, drawn to the width it has. */
export function SpeedGraph(props: { speeds: ReadonlyArray<readonly [number, number]>; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, props.speeds);
  });
  return <canvas ref={canvas} class="graph" height={height} role="img" aria-label={props.label} />;
}

function draw(canvas: HTMLCanvasElement, speeds: ReadonlyArray<readonly [number, number]>): void {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const most = Math.max(1, ...speeds.map(([down, up]) => Math.max(down, up)));
  const step = width / Math.max(1, 179);
  for (const [index, color] of [[0, style.getPropertyValue("--down")], [1, style.getPropertyValue("--up")]] as const) {
    context.beginPath();
    speeds.forEach((pair, i) => {
      const x = width - (speeds.length - 1 - i) * step;
      const y = height - 2 - (pair[index] / most) * (height - 8);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.stroke();
  }
}
