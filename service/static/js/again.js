// A page that waits for somebody looks again by itself, twice a minute, and changes nothing but the part that waits.
// Not for ever: a phone that lies about is signed out when nobody touches it.
(() => {
  "use strict";
  const part = document.querySelector("[data-again]");
  if (!part) return;
  let left = 20;
  const look = async () => {
    try {
      const answer = await fetch(location.href, {headers: {accept: "text/html"}});
      if (!answer.ok || answer.redirected) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById(part.id);
      if (now && now.textContent.trim() !== part.textContent.trim()) part.replaceChildren(...now.childNodes);
    } catch { /* no network: the link "Look again" is still there */ }
    if (left-- > 0) setTimeout(look, 30000);
  };
  setTimeout(look, 15000);
})();
