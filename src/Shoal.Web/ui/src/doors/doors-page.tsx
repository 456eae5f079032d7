import { codes } from "../store";
import { texts } from "../texts";
import { OfferCard } from "./offer-card";
import { ReceiveCard } from "./receive-card";
import { ReceiveDoor } from "./receive-door";
import { SendDoor } from "./send-door";

/** The two doors, and below them what went through. */
export function DoorsPage() {
  const { offers, receives } = codes.value;
  return (
    <div class="doors-page">
      <h1 class="hidden">{texts.nav.share}</h1>
      <div class="doors">
        <SendDoor />
        <ReceiveDoor />
      </div>
      {receives.map((row) => <ReceiveCard key={row.id} row={row} />)}
      {offers.map((row) => <OfferCard key={row.id} row={row} />)}
    </div>
  );
}
