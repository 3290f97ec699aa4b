// Before the page is drawn: the system's colours, where the person chose none. Without this the page is light.
"use strict";
(() => {
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  if (!page.dataset.bsTheme) {
    const follow = () => { page.dataset.bsTheme = dark.matches ? "dark" : "light"; };
    follow();
    dark.addEventListener("change", follow);
  }
})();
