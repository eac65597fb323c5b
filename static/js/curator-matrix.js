// In the matrix the arrow keys go from cell to cell, as in a spreadsheet. Tab works without this.
const table = document.querySelector(".matrix");
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };

table?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches("input")) return;
  event.preventDefault();
  const cell = event.target.closest("td");
  const row = table.rows[cell.parentElement.rowIndex + step[0]];
  row?.cells[cell.cellIndex + step[1]]?.querySelector("input")?.focus();
});
table?.addEventListener("focusin", (event) => event.target.select?.());
table?.addEventListener("input", ({ target }) => {
  target.dataset.fit = target.value;
  target.closest("td").classList.toggle("is-changed", target.value !== target.defaultValue);
});
