// Marking the words that were found.
import { element } from "../dom.ts";
import { term, word } from "../fold.ts";

/** A text with the words in found marked; found holds terms of the index. */
export function marked(text: string, found: Set<string>): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(word)) {
    if (!found.has(term(match[0]))) continue;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push(element("mark", {}, match[0]));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** Whether a text holds one of the words. */
export function holds(text: string, found: Set<string>): boolean {
  return (text.match(word) ?? []).some((w) => found.has(term(w)));
}

/** A part of a text, about 160 characters, around the first word found. */
export function excerpt(text: string, found: Set<string>): string {
  let at = 0;
  for (const match of text.matchAll(word)) {
    if (found.has(term(match[0]))) {
      at = match.index;
      break;
    }
  }
  const from = at < 80 ? 0 : text.lastIndexOf(" ", at - 50) + 1;
  const to = from + 160 >= text.length ? text.length : text.lastIndexOf(" ", from + 160);
  return (from > 0 ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
}
