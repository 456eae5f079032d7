import { useState } from "preact/hooks";
import { texts } from "../texts";
import { hasPassword, loginFault, tryLogin } from "./gate";

export function Login() {
  const [password, setPassword] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    void tryLogin({ password });
  };
  return (
    <main class="login">
      <img src="./shoal.svg" alt="" width="72" height="72" />
      <h1>{texts.access.title}</h1>
      {hasPassword.value ? (
        <form onSubmit={submit}>
          <label>
            {texts.access.password}
            <input type="password" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
          </label>
          <button class="primary" type="submit">{texts.access.enter}</button>
        </form>
      ) : (
        <p class="quiet">{texts.access.noPassword}</p>
      )}
      {loginFault.value && <p class="fault" role="alert">{loginFault.value}</p>}
    </main>
  );
}
