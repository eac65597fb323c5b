// The few things that HTML alone cannot do. Without JavaScript the pages work as they are.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
