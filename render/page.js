
"use strict";
(() => {
  const table = document.querySelector("table"), body = table.tBodies[0], form = document.querySelector("form");
  const input = form.querySelector("input"), output = document.createElement("output");
  const rows = [...body.rows], heads = [...table.tHead.rows[0].cells];

  // A number keeps all its digits: whole ones are compared as whole numbers of any size.
  const number = text => /^-?[0-9]+$/.test(text) ? BigInt(text) : /^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : null;
  const absent = cell => !cell || cell.classList.contains("u") || cell.classList.contains("m");
  const words = new Intl.Collator(undefined, { numeric: true });

  const keys = column => {
    const cells = rows.map(row => row.cells[column]);
    const here = cells.filter(cell => !absent(cell));
    const key = here.every(cell => cell.dataset.t !== undefined) ? cell => Number(cell.dataset.t)
      : here.every(cell => number(cell.textContent) !== null) ? cell => number(cell.textContent)
      : cell => cell.textContent;
    return cells.map(cell => absent(cell) ? null : key(cell));
  };

  const sort = (column, sign) => {
    const key = keys(column);
    const order = rows.map((_, i) => i).sort((a, b) => {
      const x = key[a], y = key[b];
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      const c = typeof x === "string" ? words.compare(x, y) : x < y ? -1 : x > y ? 1 : 0;
      return sign * c || a - b;
    });
    body.append(...order.map(i => rows[i]));
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      sort(column, up ? 1 : -1);
    });
  });

  const filter = () => {
    const wanted = input.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = wanted !== "" && ![...row.cells].some(cell => cell.textContent.toLowerCase().includes(wanted));
      if (!row.hidden) shown++;
    }
    output.textContent = shown + " of " + rows.length;
  };
  input.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  form.append(" ", output);
  form.hidden = false;
  filter();
})();
