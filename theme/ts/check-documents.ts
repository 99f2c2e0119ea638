// The documents that are being checked, and the text field that shows them.

/** A document as the visitor gave it. */
export interface InputDocument {
  name: string;
  text: string;
}

/** Characters of a document that the text field shows: laying out more freezes
 * the page. A longer one is checked whole and shown up to here. */
const shownText = 300_000;

/** Documents, one of which is in a text field. */
export class Documents {
  list: InputDocument[] = [];
  readonly #area: HTMLTextAreaElement;
  #cut: { document: InputDocument; lines: string[] } | undefined;

  constructor(area: HTMLTextAreaElement) {
    this.#area = area;
  }

  /** Those that have a text. */
  get given(): InputDocument[] {
    return this.list.filter((d) => d.text.trim() !== "");
  }

  /** Takes other documents and shows the first. */
  set(list: InputDocument[]): void {
    this.list = list;
    this.#show(list[0]);
  }

  /** Takes what the visitor typed into the text field. */
  typed(): void {
    this.list = [{ name: this.list.length === 1 ? this.list[0]!.name : "document.json", text: this.#area.value }];
  }

  /** A line of a document, counted from 1. */
  line(name: string, line: number): string {
    return this.#lines(name)[line - 1] ?? "";
  }

  /** Shows a document and selects from a place to the end of its line. */
  go(name: string, line: number, column: number): void {
    const document = this.list.find((d) => d.name === name);
    if (!document) return;
    this.#show(document);
    const lines = this.#lines(name);
    const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
    this.#area.focus();
    this.#area.setSelectionRange(from + column - 1, from + (lines[line - 1]?.length ?? 0));
    this.#area.scrollTop = (this.#area.scrollHeight / Math.max(lines.length, 1)) * Math.max(line - 5, 0);
  }

  #show(document: InputDocument | undefined): void {
    const text = document?.text ?? "";
    const long = text.length > shownText;
    const shown = long ? text.slice(0, shownText) + "\n…" : text;
    if (this.#area.value !== shown) this.#area.value = shown;
    this.#area.readOnly = long;
  }

  /** A document's lines, cut once: edits make new documents. */
  #lines(name: string): string[] {
    const document = this.list.find((d) => d.name === name);
    if (!document) return [];
    if (this.#cut?.document !== document) this.#cut = { document, lines: document.text.split(/\r\n|\r|\n/) };
    return this.#cut.lines;
  }
}

/** Reads files that were opened or dropped. */
export function readFiles(files: FileList): Promise<InputDocument[]> {
  return Promise.all(Array.from(files, async (file) => ({ name: file.name, text: await file.text() })));
}
