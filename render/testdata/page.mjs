// Runs the script of a page on the little of a document that it uses, and prints the order of the first column for each step of the test.
import { readFileSync } from "node:fs";

const [script, input] = process.argv.slice(2);
const { rows, heads, steps } = JSON.parse(readFileSync(input, "utf8"));

class Node {
  constructor(text = "", classes = [], t) {
    this.textContent = text;
    this.classList = { contains: c => classes.includes(c) };
    this.dataset = t === undefined ? {} : { t };
    this.attributes = {};
    this.on = {};
    this.children = [];
    this.hidden = false;
  }
  get childNodes() { return [this.textContent]; }
  append(...nodes) {
    for (const n of nodes) {
      const at = this.children.indexOf(n);
      if (at >= 0) this.children.splice(at, 1);
      this.children.push(n);
    }
  }
  get rows() { return this.children; }
  setAttribute(k, v) { this.attributes[k] = v; }
  getAttribute(k) { return this.attributes[k]; }
  addEventListener(name, f) { this.on[name] = f; }
}

const body = new Node();
body.append(...rows.map(cells => {
  const row = new Node();
  row.cells = cells.map(c => new Node(c.text, [c.class], c.t));
  return row;
}));
const head = { cells: heads.map(h => new Node(h)) };
const search = new Node();
search.value = "";
const form = new Node();
form.hidden = true;
form.querySelector = () => search;
globalThis.document = {
  querySelector: what => what === "table" ? { tBodies: [body], tHead: { rows: [head] } } : form,
  createElement: () => new Node(),
};

(0, eval)(readFileSync(script, "utf8"));
if (form.hidden) throw new Error("the form stays hidden");

const out = steps.map(step => {
  if (step.click !== undefined) head.cells[step.click].children[0].on.click();
  if (step.filter !== undefined) {
    search.value = step.filter;
    search.on.input();
  }
  return body.children.filter(row => !row.hidden).map(row => row.cells[0].textContent).join(" ");
});
console.log(JSON.stringify({ out, sorted: head.cells.map(h => h.attributes["aria-sort"]) }));
