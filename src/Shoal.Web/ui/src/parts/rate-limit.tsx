const kibibyte = 1024;

/** A field for a rate: people say KiB/s, the daemon bytes a second; 0 is no limit. */
export function RateLimit(props: { label: string; value: number; onChange: (bytes: number) => void }) {
  return (
    <label>
      {props.label}
      <input
        type="number" min="0" step="1" value={Math.round(props.value / kibibyte)}
        onChange={(event) => props.onChange(Math.max(0, event.currentTarget.valueAsNumber || 0) * kibibyte)}
      />
    </label>
  );
}
