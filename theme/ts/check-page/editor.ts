// The text field with line numbers and marks where results are.

import { checkScript as words } from "../../strings.json";
import { element } from "../dom.ts";
import { fill } from "../words.ts";

/** Characters of a document that the text field shows: laying out more freezes
 * the page. A longer one is checked whole and shown up to here. */
const shownText = 300_000;

export interface InputDocument {
  name: string;
  text: string;
}

/** What is marked at a line. */
export interface Mark {
  severity: string;
  count: number;
}

/** The text field and the gutter beside it. Only the line numbers in view
 * exist, however long the text is. */
export class Editor {
  #marks = new Map<number, Mark>();
  #lines = 1;
  #waiting = false;
  #lineHeight = 0;
  readonly #column = element("div");

  /** onMark is called with the line whose mark is clicked. */
  constructor(
    readonly area: HTMLTextAreaElement,
    readonly gutter: HTMLElement,
    onMark: (line: number) => void,
  ) {
    gutter.append(this.#column);
    area.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(area);
    gutter.addEventListener("click", (event) => {
      const line = Number((event.target as HTMLElement).closest<HTMLElement>("[data-line]")?.dataset["line"]);
      if (this.#marks.has(line)) onMark(line);
    });
    this.changed();
  }

  /** Shows a document; nothing for none. */
  show(doc: InputDocument | undefined): void {
    const text = doc?.text ?? "";
    const long = text.length > shownText;
    const shown = long ? text.slice(0, shownText) + "\n…" : text;
    if (this.area.value !== shown) {
      this.area.value = shown;
      this.area.scrollTop = 0;
    }
    this.area.readOnly = long;
    this.changed();
  }

  /** Tells that the text is another. */
  changed(): void {
    this.#lines = countLines(this.area.value);
    this.#draw();
  }

  mark(marks: Map<number, Mark>): void {
    this.#marks = marks;
    this.#draw();
  }

  /** Leads to a place and selects the rest of its line. */
  go(line: number, column: number): void {
    const text = this.area.value;
    let from = 0;
    for (let n = 1; n < line; n++) {
      const next = text.indexOf("\n", from);
      if (next < 0) break;
      from = next + 1;
    }
    const end = text.indexOf("\n", from);
    this.area.focus();
    this.area.setSelectionRange(from + column - 1, end < 0 ? text.length : end);
    this.area.scrollTop = Math.max(line - 5, 0) * this.#height();
  }

  #height(): number {
    this.#lineHeight ||= parseFloat(getComputedStyle(this.area).lineHeight);
    return this.#lineHeight;
  }

  #draw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      const height = this.#height();
      const top = this.area.scrollTop;
      const first = Math.floor(top / height);
      const last = Math.min(this.#lines, first + Math.ceil(this.area.clientHeight / height) + 1);
      const rows: HTMLElement[] = [];
      for (let n = first + 1; n <= last; n++) {
        const mark = this.#marks.get(n);
        const row = element("div", { "data-line": String(n) }, String(n));
        if (mark) {
          row.className = `mark mark-${mark.severity}`;
          row.title = fill(words.findings, { n: mark.count });
        }
        rows.push(row);
      }
      this.#column.replaceChildren(...rows);
      this.#column.style.transform = `translateY(${first * height - top}px)`;
    });
  }
}

function countLines(text: string): number {
  let n = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) n++;
  return n;
}
