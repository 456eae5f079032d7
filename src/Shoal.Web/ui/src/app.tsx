import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Login } from "./access/login";
import { enter, gate } from "./access/gate";
import { DoorsPage } from "./doors/doors-page";
import { LogsPage } from "./logs/logs-page";
import { AddDialog } from "./parts/add-dialog";
import { DropZone } from "./parts/drop-zone";
import { Header } from "./parts/header";
import { Notices } from "./parts/notices";
import { SettingsPage } from "./settings/settings-page";
import { connection, listen } from "./store";
import { texts } from "./texts";
import { TransfersPage } from "./transfers/transfers-page";

const pages = { "#/transfers": "transfers", "#/settings": "settings", "#/logs": "logs" } as const;
const pageOf = () => pages[location.hash as keyof typeof pages] ?? "share";
export const page = signal<"share" | "transfers" | "settings" | "logs">(pageOf());
addEventListener("hashchange", () => (page.value = pageOf()));

export function App() {
  useEffect(() => void enter(), []);
  const isIn = gate.value === "in" && connection.value !== "refused";
  useEffect(() => {
    if (gate.value === "in") listen();
  }, [gate.value]);

  if (gate.value === "asking") return <p class="quiet page-note">{texts.connection.loading}</p>;
  if (!isIn) return <Login />;
  return (
    <>
      <Header page={page.value} />
      {connection.value === "lost" && <p class="banner" role="status">{texts.connection.lost}</p>}
      <main>{page.value === "settings" ? <SettingsPage /> : page.value === "logs" ? <LogsPage /> : page.value === "transfers" ? <TransfersPage /> : <DoorsPage />}</main>
      <AddDialog />
      <DropZone />
      <Notices />
    </>
  );
}
