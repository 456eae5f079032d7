import { api, root, type Offer, type OfferReceiver } from "../api";
import { bytes, duration, percent, rate } from "../format";
import { attempt } from "../notices";
import { CopyButton } from "../parts/copy-button";
import { Icon } from "../parts/icon";
import { texts } from "../texts";

const t = texts.send;

/** One code: what it offers, the code in large letters, and a line for each who came. */
export function OfferCard({ row }: { row: Offer }) {
  const isReady = row.hashed >= row.size;
  const hasPage = row.pages.length > 0;
  const left = row.expires - Date.now() / 1_000;
  return (
    <article class={row.isOpen ? "card" : "card ended"} aria-label={t.offer(row.names.join(", ") || t.aText)}>
      <div class="card-head">
        <div>
          <h3>{row.names.slice(0, 4).join(", ") || t.aText}{row.names.length > 4 ? " …" : ""}</h3>
          <p class="quiet">{row.files > 0 && <>{t.count(row.files)} · </>}{bytes(row.size)}{row.isOpen && <> · {t.expires(duration(left))}</>}{row.upRate > 0 && <> · {rate(row.upRate)}</>}</p>
        </div>
        <button class="plain" aria-label={row.isOpen ? t.withdraw : t.takeAway} title={row.isOpen ? t.withdraw : t.takeAway} onClick={() => void attempt(() => api.removeCode(row.id))}><Icon name="close" /></button>
      </div>
      {row.isOpen ? (
        <div class="code-row">
          <code class="code">{row.code}</code>
          <CopyButton text={row.code} label={t.copyCode} />
          <CopyButton text={row.link} label={t.copyLink} />
        </div>
      ) : <p>{row.ended}</p>}
      {row.isOpen && <Browsers row={row} />}
      {row.isOpen && (
        <details class="more">
          <summary>{t.qr}</summary>
          <img class="qr" src={new URL(`codes/offers/${row.id}/qr?page=${hasPage}&${row.code}`, root).href} alt={t.qrAlt} width="220" height="220" loading="lazy" />
        </details>
      )}
      {row.isOpen && !isReady && <p class="quiet">{t.hashing(percent(row.size > 0 ? row.hashed / row.size : 1))}</p>}
      {row.strikes > 0 && <p class="fault">{t.strikes(row.strikes)}</p>}
      {row.receivers.length === 0 && row.isOpen && <p class="quiet">{t.nobody}</p>}
      <ul class="receivers">{row.receivers.map((receiver) => <Receiver key={receiver.id} offer={row} receiver={receiver} />)}</ul>
    </article>
  );
}

// The page for those who have only a browser: off until somebody wants it, since it is not encrypted.
function Browsers({ row }: { row: Offer }) {
  const page = row.pages[0];
  return (
    <div class="browsers">
      <label class="check">
        <input type="checkbox" checked={page !== undefined} onChange={(event) => void attempt(() => api.letBrowsers(row.id, event.currentTarget.checked))} />
        {t.browsers}
      </label>
      <p class="quiet">{t.browsersHint}</p>
      {page !== undefined && (
        <>
          <p>{t.browsersHow}</p>
          <div class="code-row"><code class="address">{page.split("#", 1)[0]}</code><CopyButton text={page} label={t.copyPage} /></div>
        </>
      )}
    </div>
  );
}

function Receiver({ offer, receiver }: { offer: Offer; receiver: OfferReceiver }) {
  const share = offer.size > 0 ? receiver.done / offer.size : 0;
  const decide = (isWelcome: boolean) => void attempt(() => api.decide(offer.id, receiver.id, isWelcome));
  return (
    <li>
      <span class="who">{receiver.name || t.stranger} <span class="quiet">{receiver.address}</span></span>
      {receiver.state === "receiving" && <progress aria-label={receiver.name} max={1} value={share} />}
      <span class={receiver.state === "wrongCode" ? "fault" : "quiet"}>{t.states[receiver.state]}{receiver.state === "receiving" ? ` ${percent(share)}` : ""}</span>
      {receiver.state === "waiting" && <><button class="primary" onClick={() => decide(true)}>{t.yes}</button><button onClick={() => decide(false)}>{t.no}</button></>}
    </li>
  );
}
