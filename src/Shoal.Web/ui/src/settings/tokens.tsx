import { useEffect, useState } from "preact/hooks";
import { api, type Token } from "../api";
import { day } from "../format";
import { attempt } from "../notices";
import { CopyButton } from "../parts/copy-button";
import { texts } from "../texts";

const t = texts.tokens;

/** Tokens for programs: made here, shown once, revoked one by one. */
export function Tokens() {
  const [tokens, setTokens] = useState<readonly Token[]>([]);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Token["scope"]>("read");
  const [secret, setSecret] = useState("");
  const load = () => attempt(api.tokens).then((list) => list && setTokens(list.tokens));
  useEffect(() => void load(), []);
  const make = async (event: Event) => {
    event.preventDefault();
    const made = await attempt(() => api.makeToken(name, scope));
    if (!made) return;
    setSecret(made.token);
    setName("");
    await load();
  };
  const revoke = async (token: Token) => {
    await attempt(() => api.revokeToken(token.id));
    await load();
  };
  return (
    <fieldset>
      <legend>{t.title}</legend>
      <p class="quiet">{t.hint}</p>
      {tokens.length > 0 && (
        <ul class="tokens">
          {tokens.map((token) => (
            <li key={token.id}>
              <span><strong>{token.name}</strong> <span class="quiet">{t.scopes[token.scope]} · {t.made(day(token.created))} · {token.used > 0 ? t.used(day(token.used)) : t.unused}</span></span>
              <button type="button" aria-label={`${t.revoke}: ${token.name}`} onClick={() => void revoke(token)}>{t.revoke}</button>
            </li>
          ))}
        </ul>
      )}
      {secret && <div class="secret" role="status"><p>{t.once}</p><code class="address">{secret}</code><CopyButton text={secret} label={texts.actions.copy} /></div>}
      <form class="inline" onSubmit={(event) => void make(event)}>
        <label>{t.name}<input type="text" required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} /></label>
        <label>
          {t.scope}
          <select value={scope} onChange={(event) => setScope(event.currentTarget.value as Token["scope"])}>
            {(["read", "all"] as const).map((one) => <option value={one}>{t.scopes[one]}</option>)}
          </select>
        </label>
        <button type="submit">{t.make}</button>
      </form>
    </fieldset>
  );
}
