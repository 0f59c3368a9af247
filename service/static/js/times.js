// Says beside each date what is picked, so that a time that is folded away still tells the truth. Nothing depends on it.
for (const one of document.querySelectorAll("details.card")) {
  one.addEventListener("change", (event) => {
    const said = one.querySelector(`label[for="${event.target.id}"] .choice-text`);
    one.querySelector("[data-now]").textContent = said.textContent;
  });
}
