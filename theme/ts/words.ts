// The words of scripts. They stand in strings.json, a group for each script,
// where another language takes the place of ours; a script imports its group
// by name, and its bundle holds no other. theme/strings.go is the twin for
// templates and pages.
import { lang } from "../strings.json";

/** A text for each plural form that the language has (Unicode CLDR). */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
/** A text, which may have places such as {name}. A language may have a text for
 * each form where ours has one for all, and the other way round. */
export type Text = string | Forms;
/** What stands in the places of a text, by name; n chooses the plural form. */
export type Values = Record<string, string | number>;

const place = /\{(\w+)\}/;
let rules: Intl.PluralRules | undefined;

/** The text with its places filled. A place without a value stays. */
export function fill(text: Text, values: Values): string {
  return parts(text, values, {}).join("");
}

/** The text in parts, with nodes in some of its places. */
export function parts<T extends object>(text: Text, values: Values, nodes: Record<string, T>): (string | T)[] {
  const all: Record<string, string | number | T> = { ...values, ...nodes };
  // Every second part is the name of a place.
  return form(text, Number(values["n"] ?? 0)).split(place).map((part, i) => {
    if (i % 2 === 0) return part;
    const value = Object.hasOwn(all, part) ? all[part]! : `{${part}}`;
    return typeof value === "object" ? value : String(value);
  }).filter((part) => part !== "");
}

/** What a value that data has is called, such as a severity; itself where there is no name. */
export function named(names: Record<string, string>, value: string): string {
  return Object.hasOwn(names, value) ? names[value]! : value;
}

function form(text: Text, n: number): string {
  if (typeof text === "string") return text;
  rules ??= new Intl.PluralRules(lang);
  return text[rules.select(n)] ?? text.other;
}
