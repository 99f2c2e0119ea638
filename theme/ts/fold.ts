// Words as search compares them.

/** Lower case, no accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase();
}

/** What is a word in a text: a run of letters and digits. */
export const word = /[\p{L}\p{N}\p{M}]+/gu;

/** A word as the search index has it: folded, and without the ending of a plural. */
export function term(text: string): string {
  const folded = fold(text);
  if (folded.length < 4 || !/[^su]s$/.test(folded)) return folded;
  return folded.endsWith("ies") && folded.length > 4 ? `${folded.slice(0, -3)}y` : folded.slice(0, -1);
}

/** The words of a text as the search index has them. */
export function terms(text: string): string[] {
  return text.match(word)?.map(term) ?? [];
}
