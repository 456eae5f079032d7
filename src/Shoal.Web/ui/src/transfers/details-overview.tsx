import { api, type Change, type Details } from "../api";
import { bytes } from "../format";
import { attempt } from "../notices";
import { CopyButton } from "../parts/copy-button";
import { PieceMap } from "../parts/piece-map";
import { RateLimit } from "../parts/rate-limit";
import { SpeedGraph } from "../parts/speed-graph";
import { speedsOfTorrent } from "../store";
import { Optional } from "../settings/queue-settings";
import { texts } from "../texts";
import { ratio } from "./view";

const t = texts.details;

export function Overview({ details, onChange }: { details: Details; onChange: () => void }) {
  const change = async (what: Change) => {
    await attempt(() => api.change(details.row.id, what));
    onChange();
  };
  const have = countBits(details.pieces);
  return (
    <>
      {details.row.error && <p class="fault" role="alert">{details.row.error}</p>}
      {details.pieceCount > 0 && (
        <>
          <PieceMap pieces={details.pieces} count={details.pieceCount} label={t.piecesLabel} />
          <p class="quiet">{t.pieces(have, details.pieceCount)} · {bytes(details.pieceBytes)}</p>
        </>
      )}
      <SpeedGraph speeds={speedsOfTorrent(details.row.id)} label={t.speed} />
      <dl>
        <dt>{t.downloaded}</dt><dd>{bytes(details.row.downloaded)}</dd>
        <dt>{t.uploaded}</dt><dd>{bytes(details.row.uploaded)}</dd>
        {details.wasted > 0 && <><dt>{t.wasted}</dt><dd>{bytes(details.wasted)}</dd></>}
        {details.row.directory && <><dt>{t.folder}</dt><dd>{details.row.directory}</dd></>}
        {details.comment && <><dt>{t.comment}</dt><dd>{details.comment}</dd></>}
        {details.createdBy && <><dt>{t.createdBy}</dt><dd>{details.createdBy}</dd></>}
        {details.infoHashV1 && <><dt>{t.hash} v1</dt><dd class="hash">{details.infoHashV1}</dd></>}
        {details.infoHashV2 && <><dt>{t.hash} v2</dt><dd class="hash">{details.infoHashV2}</dd></>}
      </dl>
      {details.isPrivate && <p class="quiet">{t.isPrivate}</p>}
      {details.magnet && <CopyButton text={details.magnet} label={t.magnet} />}
      <div class="limits">
        <RateLimit label={t.downLimit} value={details.downLimit} onChange={(downLimit) => void change({ downLimit })} />
        <RateLimit label={t.upLimit} value={details.upLimit} onChange={(upLimit) => void change({ upLimit })} />
        <label class="check">
          <input type="checkbox" checked={details.isSequential} onChange={(event) => void change({ isSequential: event.currentTarget.checked })} />{t.sequential}
        </label>
      </div>
      <p class="quiet">{texts.settings.limitHint}</p>
      <label>
        {t.labels}
        <input type="text" value={details.row.labels.join(", ")} spellcheck={false}
          onChange={(event) => void change({ labels: event.currentTarget.value.split(",").map((label) => label.trim()).filter(Boolean) })} />
      </label>
      <label class="check"><input type="checkbox" checked={details.row.isForced} onChange={(event) => void change({ isForced: event.currentTarget.checked })} />{t.forced}</label>
      <fieldset>
        <legend>{t.goals}</legend>
        <div class="limits">
          <Optional label={texts.settings.ratio} step="0.1" value={details.goals?.ratio} onChange={(ratio) => void change({ goals: { ...details.goals, ratio } })} />
          <Optional label={texts.settings.seedingMinutes} value={details.goals?.seedingMinutes} onChange={(seedingMinutes) => void change({ goals: { ...details.goals, seedingMinutes } })} />
          <Optional label={texts.settings.idleMinutes} value={details.goals?.idleMinutes} onChange={(idleMinutes) => void change({ goals: { ...details.goals, idleMinutes } })} />
        </div>
        <p class="quiet">{t.goalsHint} {t.given(ratio(details.row).toFixed(2), details.seedingMinutes)}</p>
      </fieldset>
    </>
  );
}

function countBits(base64: string): number {
  let count = 0;
  for (const char of atob(base64)) for (let byte = char.charCodeAt(0); byte; byte &= byte - 1) count++;
  return count;
}
