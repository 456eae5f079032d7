import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts";
import { chosenOfDrop, send } from "../doors/uploads";
import { adding, isTorrent, looksLikeLink } from "./adding";

/** The whole window takes drops: .torrent files and links to add, anything else to send; links may be dragged from other pages. Pasting a link outside of a field works, too. */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const over = (event: DragEvent) => event.preventDefault();
    const enter = () => setOver(++depth > 0);
    const leave = () => setOver(--depth > 0);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const dropped = event.dataTransfer;
      const link = dropped?.getData("text/uri-list") || dropped?.getData("text/plain") || "";
      const files = [...(dropped?.files ?? [])];
      if (dropped && files.length > 0 && !files.every(isTorrent)) {
        location.hash = "#/";
        void chosenOfDrop(dropped).then((chosen) => send(chosen, { seconds: 3_600, receivers: 0, confirm: false }));
      }
      else if (files.length > 0 || looksLikeLink(link)) adding.value = { link: looksLikeLink(link) ? link.trim() : "", files };
    };
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!(event.target instanceof HTMLInputElement) && looksLikeLink(text)) adding.value = { link: text.trim(), files: [] };
    };
    addEventListener("dragover", over);
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  }, []);
  return isOver ? <div class="drop-zone"><p>{texts.add.drop}</p></div> : null;
}
