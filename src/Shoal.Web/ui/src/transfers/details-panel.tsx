import { useEffect, useState } from "preact/hooks";
import { api, type Details } from "../api";
import { Icon } from "../parts/icon";
import { torrents } from "../store";
import { texts } from "../texts";
import { Files } from "./details-files";
import { Overview } from "./details-overview";
import { Peers, Trackers } from "./details-people";
import { opened } from "./view";

const tabs = ["overview", "files", "peers", "trackers"] as const;
type Tab = (typeof tabs)[number];

export function DetailsPanel(props: { id: string }) {
  const [details, setDetails] = useState<Details | null>(null);
  const [tab, setTab] = useState<Tab>("overview");
  const isHere = torrents.value.has(props.id);
  const load = () => api.details(props.id).then(setDetails, () => undefined);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 1_500);
    return () => clearInterval(timer);
  }, [props.id]);
  useEffect(() => {
    if (!isHere) opened.value = null;
  }, [isHere]);
  return (
    <aside class="details" aria-label={texts.details.label} onKeyDown={(event) => event.key === "Escape" && (opened.value = null)}>
      <div class="details-head">
        <h2>{torrents.value.get(props.id)?.name}</h2>
        <button class="plain" aria-label={texts.actions.close} onClick={() => (opened.value = null)}><Icon name="close" /></button>
      </div>
      <div class="tabs" role="tablist" aria-label={texts.details.label}>
        {tabs.map((name) => (
          <button key={name} id={`tab-${name}`} role="tab" aria-selected={tab === name} aria-controls="tab-panel" onClick={() => setTab(name)}>{texts.details.tabs[name]}</button>
        ))}
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {details && tab === "overview" && <Overview details={details} onChange={load} />}
        {details && tab === "files" && <Files details={details} onChange={load} />}
        {details && tab === "peers" && <Peers details={details} />}
        {details && tab === "trackers" && <Trackers details={details} />}
      </div>
    </aside>
  );
}
