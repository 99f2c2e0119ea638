// Limits and positions: the twin of rules/check/text.go.

import type { Problem } from "./report.ts";

export const maxBytes = 64 * 1024 * 1024;
export const maxDepth = 1000;
export const maxNodes = 1_000_000;
export const maxPattern = 8192;
export const maxFindings = 100;

/** Why a document cannot be read: the first thing wrong in it. */
export interface Failure {
  offset: number;
  code: Problem["code"];
  message: string;
}

/** A document's text and where its lines begin. */
export class Source {
  private lines: number[] | undefined = undefined;

  constructor(
    readonly name: string,
    public text: string,
  ) {}

  /** Line and column of an offset, 1-based, in UTF-16 code units. */
  position(offset: number): { line: number; column: number } {
    if (this.lines === undefined) {
      this.lines = [0];
      let n = 1;
      for (let at = nextLine(this.text, 0); at >= 0; at = nextLine(this.text, at)) {
        if (n % lineStride === 0) this.lines.push(at);
        n++;
      }
    }
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lines[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    let start = this.lines[low - 1]!;
    let line = (low - 1) * lineStride + 1;
    for (let at = nextLine(this.text, start); at >= 0 && at <= offset; at = nextLine(this.text, at)) {
      start = at;
      line++;
    }
    return { line, column: offset - start + 1 };
  }
}

/** How many lines there are between two that a source remembers. */
const lineStride = 8;

/** Where the line after the one at an offset begins, or -1. */
function nextLine(text: string, at: number): number {
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10) return at + 1;
    if (c === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  }
  return -1;
}

/** A text, or its bytes as UTF-8. */
export type Text = string | Uint8Array | ArrayBuffer;

/** The text as Go gets it: without byte order mark, what is invalid replaced. */
export function decode(given: Text): string {
  if (typeof given !== "string") return new TextDecoder().decode(given);
  return wellFormed(given.charCodeAt(0) === 0xfeff ? given.slice(1) : given);
}

/** The text with unpaired surrogates replaced. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** Whether a document is beyond the limit. */
export function tooLarge(given: Text): boolean {
  if (typeof given !== "string") return given.byteLength > maxBytes;
  return given.length * 3 > maxBytes && utf8Length(given) > maxBytes;
}

/** The length of a text as UTF-8. */
export function utf8Length(text: string): number {
  let n = text.length;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0xd800 && c <= 0xdfff) n++;
    else if (c >= 0x800) n += 2;
    else if (c >= 0x80) n++;
  }
  return n;
}

/** The number of code points of a text. */
export function codePoints(text: string): number {
  let n = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0xd800 && c <= 0xdbff) {
      n--;
      i++;
    }
  }
  return n;
}
