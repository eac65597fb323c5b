// The few things that HTML alone cannot do. Without JavaScript the pages work as they are.
document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    const said = copy.parentElement.querySelector("[data-copied]");
    said.textContent = said.dataset.copied;
  }
});

// Parts that need a script stay hidden without one; also in what htmx brings in later.
document.addEventListener("htmx:load", (event) => {
  for (const element of event.target.querySelectorAll("[data-needs-script]")) element.hidden = false;
});

// After a swap, screen reader and keyboard go on at the new heading, unless an error asks for them.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.target.querySelector("[autofocus]")) event.target.querySelector("[data-focus]")?.focus();
});

// A choice made while an answer was on its way stays as it is: the answer to it follows.
const asked = (form) => new URLSearchParams(new FormData(form)).toString();
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("form");
  if (form) form.dataset.asked = asked(form);
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const form = event.detail.target.closest("form[data-asked]");
  if (form && form.dataset.asked !== asked(form)) event.detail.shouldSwap = false;
});

// The language switch keeps the page, so it follows where htmx went.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("header a[hreflang]")) link.search = location.search;
});
