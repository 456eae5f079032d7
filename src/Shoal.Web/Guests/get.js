"use strict";
// A link brings its secret behind the '#', which no browser sends anywhere. It goes into the form's body, and out of the address.
const form = document.getElementById("enter");
if (form && /[#&]k=/.test(location.hash)) {
  form.elements.code.value = location.hash;
  history.replaceState(null, "", location.pathname);
  form.requestSubmit();
}

// The sender's machine knows how far a download is; ask it while something is on its way.
const box = document.getElementById("progress");
if (box) {
  const [bar, words] = [box.querySelector("progress"), box.querySelector("p")];
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const bytes = (count) => {
    let unit = 0;
    for (; count >= 1000 && unit < units.length - 1; unit++) count /= 1024;
    return `${unit ? count.toFixed(1) : count} ${units[unit]}`;
  };
  const look = async () => {
    try {
      const response = await fetch(box.dataset.state);
      if (!response.ok) return;
      const now = await response.json();
      box.hidden = now.done === 0 && !now.isDone;
      bar.value = now.total > 0 ? now.done / now.total : 1;
      words.textContent = now.isDone ? words.dataset.done : `${bytes(now.done)} / ${bytes(now.total)}`;
      if (now.isDone) clearInterval(timer);
    } catch {
      // The sender is away for a moment, or for good.
    }
  };
  const timer = setInterval(look, 1000);
  void look();
}
