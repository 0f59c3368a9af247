// A page that was asked for by a press keeps no press in the browser's history: Back and reload ask for the page without it.
// Without this file the button that hides it does the same; the address stays the page's own either way.
history.replaceState(null, "");
