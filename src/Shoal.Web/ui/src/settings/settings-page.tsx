import { useEffect, useState } from "preact/hooks";
import { api, type Settings } from "../api";
import { attempt, tell } from "../notices";
import { RateLimit } from "../parts/rate-limit";
import { texts } from "../texts";
import { AlternativeFields, QueueFields } from "./queue-settings";
import { Tokens } from "./tokens";
import { theme, type Theme } from "../theme";

export function SettingsPage() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [password, setPassword] = useState("");
  useEffect(() => void attempt(api.settings).then((now) => now && setSettings(now)), []);
  if (!settings) return <p class="quiet page-note">{texts.connection.loading}</p>;

  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part });
  const save = async (event: Event) => {
    event.preventDefault();
    const saved = await attempt(() => api.saveSettings(settings));
    if (saved) tell(texts.settings.saved);
  };
  const savePassword = async (event: Event) => {
    event.preventDefault();
    await attempt(async () => {
      await api.setPassword(password);
      tell(texts.settings.saved);
      setPassword("");
    });
  };
  const folder = (label: string, value: string | undefined, set: (path: string | undefined) => void) => (
    <label>{label}<input type="text" value={value ?? ""} spellcheck={false} onInput={(event) => set(event.currentTarget.value || undefined)} /></label>
  );
  return (
    <div class="settings">
      <h1>{texts.settings.title}</h1>
      <form onSubmit={(event) => void save(event)}>
        <fieldset>
          <legend>{texts.settings.downloads}</legend>
          <label>
            {texts.settings.folder}
            <input type="text" value={settings.downloadDirectory ?? ""} spellcheck={false} onInput={(event) => change({ downloadDirectory: event.currentTarget.value || undefined } as Partial<Settings>)} />
          </label>
        </fieldset>
        <fieldset>
          <legend>{texts.settings.limits}</legend>
          <RateLimit label={texts.settings.down} value={settings.downLimit} onChange={(downLimit) => change({ downLimit })} />
          <RateLimit label={texts.settings.up} value={settings.upLimit} onChange={(upLimit) => change({ upLimit })} />
          <p class="quiet">{texts.settings.limitHint}</p>
        </fieldset>
        <QueueFields settings={settings} change={change} />
        <AlternativeFields settings={settings} change={change} />
        <fieldset>
          <legend>{texts.settings.watch}</legend>
          {folder(texts.settings.watchFolder, settings.watch.directory, (directory) => change({ watch: { ...settings.watch, directory } }))}
          {folder(texts.settings.watchTarget, settings.watch.target, (target) => change({ watch: { ...settings.watch, target } }))}
          <label class="check">
            <input type="checkbox" checked={settings.watch.isPaused} onChange={(event) => change({ watch: { ...settings.watch, isPaused: event.currentTarget.checked } })} />{texts.settings.watchPaused}
          </label>
        </fieldset>
        <button class="primary" type="submit">{texts.actions.save}</button>
      </form>
      <fieldset>
        <legend>{texts.settings.look}</legend>
        <div class="choices" role="radiogroup" aria-label={texts.theme.label}>
          {(["auto", "light", "dark"] as const).map((name) => (
            <label class="check"><input type="radio" name="theme" checked={theme.value === name} onChange={() => (theme.value = name as Theme)} />{texts.theme[name]}</label>
          ))}
        </div>
      </fieldset>
      <form onSubmit={(event) => void savePassword(event)}>
        <fieldset>
          <legend>{texts.settings.access}</legend>
          <p class="quiet">{texts.settings.accessHint}</p>
          <label>
            {texts.settings.newPassword}
            <input type="password" autocomplete="new-password" minLength={8} required placeholder={texts.settings.passwordHint} value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
          </label>
          <button type="submit">{texts.actions.save}</button>
        </fieldset>
      </form>
      <Tokens />
      <p><a href="#/logs">{texts.logs.open}</a></p>
    </div>
  );
}
