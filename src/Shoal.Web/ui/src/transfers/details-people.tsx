import type { Details } from "../api";
import { bytes, percent } from "../format";
import { texts } from "../texts";

const t = texts.details;

export function Peers({ details }: { details: Details }) {
  if (details.peers.length === 0) return <p class="quiet">{t.noPeers}</p>;
  return (
    <table class="plain-table">
      <thead><tr><th>{t.address}</th><th>{t.client}</th><th>{texts.table.progress}</th><th>{t.downloaded}</th><th>{t.uploaded}</th></tr></thead>
      <tbody>
        {details.peers.map((peer) => (
          <tr key={peer.address}>
            <td>{peer.address}</td><td>{peer.client}</td><td>{percent(peer.progress)}</td><td>{bytes(peer.downloaded)}</td><td>{bytes(peer.uploaded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Trackers({ details }: { details: Details }) {
  if (details.trackers.length === 0) return <p class="quiet">{t.noTrackers}</p>;
  return (
    <table class="plain-table">
      <thead><tr><th>{t.tracker}</th><th>{t.status}</th><th>{t.seeds}</th><th>{t.leechers}</th></tr></thead>
      <tbody>
        {details.trackers.map((tracker) => (
          <tr key={tracker.url}><td>{tracker.url}</td><td>{tracker.status}</td><td>{tracker.seeds ?? ""}</td><td>{tracker.leechers ?? ""}</td></tr>
        ))}
      </tbody>
    </table>
  );
}
