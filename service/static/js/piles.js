// Cards that are dragged to a pile. Without this file the same form is filled in by its radio buttons.
(() => {
  "use strict";
  const form = document.getElementById("piles");
  if (!form) return;
  const told = form.querySelector("[data-told]");
  const piles = ["important", "nice", "none", "never"];
  const pileOf = (code) => form.querySelector(`[data-pile="${code}"]`);
  const called = (code) => pileOf(code).querySelector("h2").textContent.trim();
  const nameOf = (card) => card.querySelector("legend b").textContent;
  const waiting = new Set(); // moved by keyboard: the card goes to its pile when she leaves it
  const first = new Map();

  for (const card of form.querySelectorAll("[data-card]")) {
    first.set(card, form.querySelector(`[data-subject="${card.dataset.of}"] .stack`));
    const grip = card.querySelector(".grip");
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => drag(event, card, grip));
  }

  function settle(card) {
    waiting.delete(card);
    const code = card.querySelector("input:checked").value;
    const pile = pileOf(code);
    if (card.closest("[data-pile]") === pile) return;
    const active = card.contains(document.activeElement) && document.activeElement;
    (code === "none" ? first.get(card) : pile).append(card);
    if (active) active.focus({preventScroll: true});
    for (const each of form.querySelectorAll(".empty"))
      each.hidden = Boolean(each.parentElement.querySelector("[data-card]"));
    told.textContent = `${nameOf(card)}: ${called(code)}`;
  }

  let byKey = false;
  form.addEventListener("keydown", () => { byKey = true; });
  form.addEventListener("pointerdown", () => { byKey = false; });
  form.addEventListener("change", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    if (byKey) waiting.add(card); else settle(card);
  });
  form.addEventListener("focusout", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && waiting.has(card) && !card.contains(event.relatedTarget)) setTimeout(() => settle(card));
  });

  function drag(event, card, grip) {
    event.preventDefault();
    const shown = document.createElement("div");
    shown.className = "dragged";
    shown.textContent = nameOf(card);
    const bar = document.createElement("div");
    bar.className = "drop";
    for (const code of piles) {
      const zone = document.createElement("div");
      zone.dataset.to = code;
      zone.textContent = called(code);
      bar.append(zone);
    }
    document.body.append(bar, shown);
    grip.setPointerCapture(event.pointerId);
    let over = null;
    const move = (at) => {
      shown.style.transform = `translate(${at.clientX - shown.offsetWidth / 2}px, ${at.clientY - shown.offsetHeight - 8}px)`;
      const under = document.elementFromPoint(at.clientX, at.clientY);
      const zone = under && under.closest("[data-to]");
      const pile = under && under.closest("[data-pile]");
      over = zone ? zone.dataset.to : pile ? pile.dataset.pile : null;
      for (const each of bar.children) each.classList.toggle("over", each.dataset.to === over);
    };
    const end = (at) => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", end);
      grip.removeEventListener("pointercancel", end);
      bar.remove();
      shown.remove();
      if (at.type !== "pointerup" || !over) return;
      card.querySelector(`input[value="${over}"]`).checked = true;
      settle(card);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
    move(event);
  }
})();
