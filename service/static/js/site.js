// Leaving in a hurry, and never showing an old page again. Everything else on the site works without this file.
// Nothing is stored in the browser.
(() => {
  "use strict";
  const exit = document.querySelector("form[data-exit]");
  const neutral = "/almanac";

  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.hidden = true; // blank first, then all the rest
    document.title = "";
    const gone = () => location.replace(neutral);
    // The server ends the session, asked in a turn of its own so that nothing stands before the blank frame; keepalive lets
    // it arrive even if the page is closed meanwhile.
    const said = {method: "POST", keepalive: true, redirect: "manual"};
    setTimeout(() => fetch(exit.action, {...said, body: new URLSearchParams(new FormData(exit))}).then(gone, gone));
    setTimeout(gone, 1500);
  }

  if (exit) {
    exit.querySelector("button").addEventListener("click", leave); // sooner than the form's own event
    exit.addEventListener("submit", leave);
  }

  let presses = [];
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 5000);
    if (presses.length >= 3 && exit) leave();
  });

  // A page from the back/forward memory is asked for again: after leaving, the server says no.
  addEventListener("pageshow", (event) => {
    if (event.persisted) { document.documentElement.hidden = true; location.reload(); }
  });

  // After a mistake: to the summary, which says where.
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
