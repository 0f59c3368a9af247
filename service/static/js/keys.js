// Keys in the phone (WebAuthn). The page holds what is asked; what the phone answers goes back in the same form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-key]");
  if (!form || !window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  form.hidden = false;
  const without = document.getElementById("no-key");
  if (without) without.hidden = true;
  const asked = JSON.parse(form.dataset.options);
  form.addEventListener("submit", async (event) => {
    if (form.credential.value) return;
    event.preventDefault();
    try {
      const made = form.dataset.key === "new"
        ? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)})
        : await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
      form.credential.value = JSON.stringify(made);
      form.submit();
    } catch {
      document.getElementById("key-failed").hidden = false;
    }
  });
})();
