import { second } from "../store";
import { texts } from "../texts";
import { DetailsPanel } from "./details-panel";
import { RemoveDialog } from "./remove-dialog";
import { Table } from "./table";
import { Toolbar } from "./toolbar";
import { opened } from "./view";

export function TransfersPage() {
  void second.value;
  return (
    <div class={opened.value ? "transfers with-details" : "transfers"}>
      <h1 class="hidden">{texts.nav.transfers}</h1>
      <Toolbar />
      <Table />
      {opened.value && <DetailsPanel key={opened.value} id={opened.value} />}
      <RemoveDialog />
    </div>
  );
}
