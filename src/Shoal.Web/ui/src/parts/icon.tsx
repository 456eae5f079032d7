/** The UI's own small drawings, on a grid of 24. */
const paths = {
  add: "M12 5v14M5 12h14",
  pause: "M8 5v14M16 5v14",
  resume: "M8 5l11 7-11 7z",
  recheck: "M20 12a8 8 0 1 1-2.300-5.600M20 3v4h-4",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 4v15M6 13l6 6 6-6",
  up: "M12 20V5M6 11l6-6 6 6",
  copy: "M9 9h11v11H9zM5 15V4h11",
} as const;

export function Icon(props: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
      <path d={paths[props.name]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
