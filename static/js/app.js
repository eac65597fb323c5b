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

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.dataset.title) document.title = target.dataset.title;
});

// No answer, or one that says something broke: people hear it, until they try again.
const failed = document.getElementById("failed");
const quiet = () => failed.querySelector(":scope > .bb-page")?.remove();
const complain = () => {
  quiet();
  failed.append(failed.querySelector("template").content.cloneNode(true));
};
document.addEventListener("htmx:beforeRequest", quiet);
document.addEventListener("htmx:responseError", complain);
document.addEventListener("htmx:sendError", complain);

// On a phone the tabs are wider than the screen: the one that is open is in view.
const tab = document.querySelector(".bb-tabs [aria-current]");
if (tab) tab.closest(".bb-tabs").scrollLeft = tab.offsetLeft - tab.closest(".bb-tabs").offsetLeft - 24;

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

// Two minutes before someone is signed out a bar says so. What they do here, or in another tab,
// starts the clock again: each answer tells how many seconds are left.
const session = document.getElementById("session");
if (session) {
  const [WARNING, TABS] = [120, new BroadcastChannel("session")];
  let timers = [];
  const say = (name) => {
    session.querySelector(":scope > .bb-page")?.remove();
    if (name) session.append(session.querySelector(`[data-session="${name}"]`).content.cloneNode(true));
  };
  const start = (left, warning = "ends") => {
    timers.forEach(clearTimeout);
    say();
    timers = [setTimeout(say, (left - WARNING) * 1000, warning), setTimeout(say, left * 1000, "ended")];
  };
  const hear = (left, warning) => {
    if (!left) return;
    start(Number(left), warning);
    TABS.postMessage(Number(left));
  };
  TABS.addEventListener("message", (event) => start(event.data));
  hear(document.body.dataset.sessionLeft);
  document.addEventListener("htmx:afterRequest", (event) => hear(event.detail.xhr.getResponseHeader("Session-Left")));
  session.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target), redirect: "manual" });
    const left = answer.headers.get("Session-Left");
    if (!left) return say("ended");
    hear(left, left <= WARNING ? "last" : "ends");
    document.getElementById("main").focus({ preventScroll: true });
  });
}
