import { notices } from "../notices";

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => <p key={notice.id} class={notice.isFault ? "notice fault" : "notice"}>{notice.text}</p>)}
    </div>
  );
}
