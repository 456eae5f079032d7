import { attempt, tell } from "../notices";
import { texts } from "../texts";
import { Icon } from "./icon";

/** Copies a text; where the browser has no clipboard (a page of another machine without TLS) it is shown to be copied by hand. */
export function CopyButton(props: { text: string; label: string }) {
  if (!navigator.clipboard) return <input class="by-hand" readOnly aria-label={props.label} value={props.text} onFocus={(event) => event.currentTarget.select()} />;
  const copy = () => attempt(async () => {
    await navigator.clipboard.writeText(props.text);
    tell(texts.actions.copied);
  });
  return <button type="button" onClick={() => void copy()}><Icon name="copy" /><span>{props.label}</span></button>;
}
