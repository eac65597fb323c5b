// The preview of the editor. Without JavaScript a button opens it in a new tab.

// A new frame begins where the one before it was scrolled to.
let scrolled = 0;
document.addEventListener("htmx:beforeSwap", () => {
  scrolled = document.querySelector(".preview-frame")?.contentWindow.scrollY ?? 0;
});
document.addEventListener("htmx:afterSwap", () => {
  const frame = document.querySelector(".preview-frame");
  frame?.addEventListener("load", () => frame.contentWindow.scrollTo(0, scrolled), { once: true });
});

// No answer, or one that says something broke: the old preview is not what is typed any more.
const stale = () => document.querySelector(".preview")?.classList.add("is-stale");
document.addEventListener("htmx:responseError", stale);
document.addEventListener("htmx:sendError", stale);
document.addEventListener("htmx:afterSwap", () => document.querySelector(".preview")?.classList.remove("is-stale"));
