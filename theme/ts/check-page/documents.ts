// The documents that are checked: typed, opened or dropped, one of them in the
// text field.

import { checkScript as words } from "../../strings.json";
import type { Report } from "../check/report.ts";
import { element } from "../dom.ts";
import { severities } from "./catalog.ts";
import { Editor, type InputDocument, type Mark } from "./editor.ts";

/** Milliseconds without a key press before a text is checked. */
const pause = 150;

/** The elements that documents come in by. */
export interface Parts {
  area: HTMLTextAreaElement;
  gutter: HTMLElement;
  files: HTMLInputElement;
  clear: HTMLButtonElement;
  shown: HTMLSelectElement; // which document is in the text field
  choice: HTMLElement; // what holds it; hidden for a single document
  drop: EventTarget; // where files may be dropped
  host: HTMLElement; // has the class "dropping" meanwhile
}

export interface Listener {
  /** The documents are others. */
  changed(): void;
  /** Something is to be told to the visitor. */
  say(text: string): void;
  /** The mark at a line of the document in view was clicked. */
  marked(line: number): void;
}

export class Documents {
  list: InputDocument[] = [];
  current: InputDocument | undefined; // the one in the text field
  readonly #editor: Editor;
  readonly #cut = new Map<InputDocument, string[]>(); // lines
  #report: Report | undefined; // whose findings are marked
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly parts: Parts,
    readonly listener: Listener,
  ) {
    const { area, gutter, files, clear, shown, drop, host } = parts;
    this.#editor = new Editor(area, gutter, (line) => listener.marked(line));
    area.addEventListener("input", () => this.#typed());
    files.addEventListener("change", () => {
      if (files.files?.length) void this.#open(files.files);
      files.value = "";
    });
    shown.addEventListener("change", () => this.view(this.list[Number(shown.value)]));
    clear.addEventListener("click", () => {
      this.take([]);
      area.focus();
    });
    const withFiles = (listen: (data: DataTransfer) => void) => (event: Event) => {
      const data = (event as DragEvent).dataTransfer;
      if (!data?.types.includes("Files")) return; // a text that is dragged goes where it is let go
      event.preventDefault();
      listen(data);
    };
    drop.addEventListener("dragover", withFiles(() => host.classList.add("dropping")));
    drop.addEventListener("dragleave", () => host.classList.remove("dropping"));
    drop.addEventListener("drop", withFiles((data) => {
      host.classList.remove("dropping");
      if (data.files.length) void this.#open(data.files);
    }));
  }

  /** Those that have a text. */
  get given(): InputDocument[] {
    return this.list.filter((d) => d.text.trim() !== "");
  }

  /** Takes other documents and shows the first. */
  take(docs: InputDocument[]): void {
    this.show(docs);
    this.listener.changed();
  }

  /** Takes other documents without telling. */
  show(docs: InputDocument[]): void {
    clearTimeout(this.#timer);
    this.#cut.clear();
    this.list = docs;
    this.parts.shown.replaceChildren(...docs.map((d, i) => element("option", { value: String(i) }, d.name)));
    this.parts.choice.hidden = docs.length < 2;
    this.view(docs[0]);
  }

  /** Shows a document in the text field. */
  view(doc: InputDocument | undefined): void {
    this.current = doc;
    this.parts.shown.value = doc ? String(this.list.indexOf(doc)) : "";
    this.parts.clear.disabled = this.list.length === 0;
    this.#editor.show(doc);
    this.mark(this.#report);
  }

  /** Draws the text field anew, when it has come to be seen. */
  draw(): void {
    this.#editor.changed();
  }

  /** Does not tell of what was typed just now. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** A line of a document, "" where there is none. */
  line(name: string, line: number): string {
    const doc = this.#named(name);
    if (!doc) return "";
    let lines = this.#cut.get(doc);
    if (!lines) this.#cut.set(doc, (lines = doc.text.split(/\r\n|\r|\n/)));
    return lines[line - 1] ?? "";
  }

  /** Leads to a place in a document. */
  go(name: string, line: number, column: number): void {
    const doc = this.#named(name);
    if (!doc) return;
    if (doc !== this.current) this.view(doc);
    this.#editor.go(line, column);
  }

  /** Marks the lines of the document in view that a report has findings for. */
  mark(report: Report | undefined): void {
    this.#report = report;
    const marks = new Map<number, Mark>();
    for (const r of report?.results ?? []) {
      if (r.verdict !== "fail" || r.resource.document !== this.current?.name) continue;
      for (const f of r.findings) {
        const before = marks.get(f.line);
        if (!before) marks.set(f.line, { severity: r.severity, count: 1 });
        else {
          before.count++;
          if (severities.indexOf(r.severity) < severities.indexOf(before.severity)) before.severity = r.severity;
        }
      }
    }
    this.#editor.mark(marks);
  }

  #named(name: string): InputDocument | undefined {
    return this.list.find((d) => d.name === name);
  }

  #typed(): void {
    const doc = { name: this.current?.name ?? "document.json", text: this.parts.area.value };
    if (this.current) this.list[this.list.indexOf(this.current)] = doc;
    else this.list = [doc];
    this.#cut.clear();
    this.current = doc;
    this.parts.clear.disabled = false;
    this.#editor.changed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.listener.changed(), pause);
  }

  async #open(files: FileList): Promise<void> {
    this.listener.say(words.reading);
    let docs: InputDocument[];
    try {
      docs = await Promise.all(Array.from(files, async (file) => ({ name: file.name, text: await file.text() })));
    } catch {
      this.listener.say(words.unreadable);
      return;
    }
    this.take(docs);
  }
}
