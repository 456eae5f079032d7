import { leave } from "../access/gate";
import { rate } from "../format";
import { statistics } from "../store";
import { texts } from "../texts";
import { theme, type Theme } from "../theme";
import { Icon } from "./icon";

export function Header(props: { page: string }) {
  const now = statistics.value;
  const link = (page: "share" | "transfers" | "settings", label: string) => (
    <a href={page === "share" ? "#/" : `#/${page}`} aria-current={props.page === page ? "page" : undefined}>{label}</a>
  );
  return (
    <header>
      <a class="brand" href="#/"><img src="./shoal.svg" alt="" width="30" height="30" />{texts.name}</a>
      <nav aria-label={texts.nav.main}>
        {link("share", texts.nav.share)}
        {link("transfers", texts.nav.transfers)}
        {link("settings", texts.nav.settings)}
      </nav>
      <p class="rates">
        <span title={texts.table.down}><Icon name="down" />{rate(now?.downRate ?? 0) || "0"}</span>
        <span title={texts.table.up}><Icon name="up" />{rate(now?.upRate ?? 0) || "0"}</span>
      </p>
      <select aria-label={texts.theme.label} value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
        {(["auto", "light", "dark"] as const).map((name) => <option value={name}>{texts.theme[name]}</option>)}
      </select>
      <button class="plain" onClick={() => void leave()}>{texts.access.leave}</button>
    </header>
  );
}
