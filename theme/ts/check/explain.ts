// Says why a resource does not satisfy an assertion: the twin of
// rules/check/explain.go. The sentences are the same, word for word.

import {
  countContains, equal, evaluate, evaluateAny, evaluateEnum, evaluateIf, evaluateOneOf, hasProperty, no, sureMembers, tooLong,
  typesOf, unique, yes,
} from "./evaluate.ts";
import { compareText, fold, Kind, type Node } from "./node.ts";
import type { Finding } from "./report.ts";
import { anyButNull, Bit, children, type Schema } from "./schema.ts";
import { codePoints, maxFindings, type Source } from "./text.ts";
import { describeActual, formatNumber, inWords, listWords, maskIDs, quote, shorten, shortenTo, show } from "./value.ts";

/** Why n does not satisfy s, sorted. */
export function explain(s: Schema, n: Node, doc: Source, root: Node): Finding[] {
  const e = new Explainer(doc, root.source());
  e.schema(s, n, "false");
  e.findings.sort(compareFindings);
  const out: Finding[] = [];
  for (const f of e.findings) {
    const last = out[out.length - 1];
    if (last === undefined || compareFindings(last, f) !== 0) out.push(f);
  }
  return out.slice(0, maxFindings);
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    a.line - b.line || a.column - b.column || compareText(a.pointer, b.pointer) ||
    compareText(a.keyword, b.keyword) || compareText(a.message, b.message)
  );
}

class Explainer {
  findings: Finding[] = [];

  constructor(
    private doc: Source,
    private root: Node,
  ) {}

  private add(n: Node, keyword: string, expected: unknown, actual: unknown, message: string): void {
    const { line, column } = this.doc.position(n.source().offset);
    this.findings.push({ pointer: n.pointer(), keyword, expected, actual, message: maskIDs(message), line, column });
  }

  /** The common form: the place must be so, but is so. */
  private must(n: Node, keyword: string, expected: unknown, what: string): void {
    this.add(n, keyword, expected, show(n), `${this.place(n)} must ${what}, but is ${describeActual(n)}.`);
  }

  private has(n: Node, keyword: string, bound: number, what: string, noun: string, found: number): void {
    this.add(n, keyword, bound, show(n), `${this.place(n)} must have ${what} ${amountOf(bound, noun)}, but has ${found}.`);
  }

  schema(s: Schema, n: Node, keyword: string): void {
    if (s.constant !== undefined) {
      this.add(n, keyword, false, show(n), this.place(n) + " must not be set.");
      return;
    }
    if (n.kind !== Kind.Unknown) this.value(s, n);
    for (const sub of s.allOf ?? []) if (evaluate(sub, n) === no) this.schema(sub, n, "allOf");
    if (s.anyOf !== undefined && evaluateAny(s.anyOf, n) === no) this.alternatives(n, "anyOf", "one of", s.anyOf);
    if (s.oneOf !== undefined && evaluateOneOf(s, n) === no) this.alternatives(n, "oneOf", "exactly one of", s.oneOf);
    if (s.not !== undefined && evaluate(s.not, n) === yes) {
      const what = describe(s.not, this.pathOf(n));
      this.add(n, "not", what, show(n), sentence(`This must not be so: ${what}.`));
    }
    if (s.if !== undefined && evaluateIf(s, n) === no) {
      const cond = evaluate(s.if, n);
      if (s.then !== undefined && cond !== no && evaluate(s.then, n) === no) this.schema(s.then, n, "then");
      if (s.else !== undefined && cond !== yes && evaluate(s.else, n) === no) this.schema(s.else, n, "else");
    }
  }

  private alternatives(n: Node, keyword: string, howMany: string, subs: Schema[]): void {
    const words = subs.map((sub) => describe(sub, this.pathOf(n)));
    this.add(n, keyword, words, show(n), sentence(`Expected ${howMany}: ${words.join("; or ")}.`));
  }

  private value(s: Schema, n: Node): void {
    if (s.types !== 0 && (s.types & typesOf(n)) === 0) {
      this.must(n, "type", s.typeNames.length > 1 ? s.typeNames : s.typeNames[0], "be " + typeWords(s.typeNames));
      return;
    }
    if (s.constVal !== undefined && equal(n, s.constVal) === no) {
      this.must(n, "const", show(s.constVal), "be " + describeActual(s.constVal));
    }
    if (s.enum !== undefined && evaluateEnum(s.enum, n) === no) this.enum(n, s.enum.map(show));
    switch (n.kind) {
      case Kind.Object:
        this.object(s, n);
        break;
      case Kind.Array:
        this.array(s, n);
        break;
      case Kind.Number:
        this.number(s, n);
        break;
      case Kind.Text:
        this.text(s, n);
        break;
      default:
    }
  }

  private enum(n: Node, expected: unknown[]): void {
    this.must(n, "enum", expected, "be " + oneOfWords(expected));
  }

  private object(s: Schema, n: Node): void {
    for (const name of s.required ?? []) {
      if (n.get(name) !== undefined) continue;
      let at = n;
      let state = " is not set";
      for (const m of n.nulls) {
        if (m.name === name) {
          at = m.value;
          state = " is null";
        }
      }
      const place = joinPath(this.pathOf(n), name);
      let message = place + state;
      for (const p of s.properties ?? []) {
        if (p.name === name) {
          const what = describe(p.schema, place);
          if (what !== "") message += "; expected: " + what;
        }
      }
      this.add(at, "required", name, null, sentence(message + "."));
    }
    if (s.minProperties !== undefined && n.members.length < s.minProperties) {
      this.has(n, "minProperties", s.minProperties, "at least", "member", n.members.length);
    }
    if (s.maxProperties !== undefined && sureMembers(n) > s.maxProperties) {
      this.has(n, "maxProperties", s.maxProperties, "at most", "member", sureMembers(n));
    }
    const child = (v: Node, sub: Schema, keyword: string): void => {
      if (evaluate(sub, v) === no && !v.optional) this.schema(sub, v, keyword);
    };
    for (const p of s.properties ?? []) {
      const v = n.get(p.name);
      if (v !== undefined) child(v, p.schema, "properties");
    }
    if (s.patterns === undefined && s.additional === undefined) return;
    for (const m of n.members) {
      let other = !hasProperty(s, m.name);
      for (const p of s.patterns ?? []) {
        if (p.pattern.test(m.name)) {
          other = false;
          child(m.value, p.schema, "patternProperties");
        }
      }
      if (other && s.additional !== undefined) child(m.value, s.additional, "additionalProperties");
    }
  }

  private array(s: Schema, n: Node): void {
    const size = n.items.length;
    if (s.minItems !== undefined && size < s.minItems) this.has(n, "minItems", s.minItems, "at least", "item", size);
    if (s.maxItems !== undefined && size > s.maxItems) this.has(n, "maxItems", s.maxItems, "at most", "item", size);
    if (s.items !== undefined) {
      for (const item of n.items) if (evaluate(s.items, item) === no) this.schema(s.items, item, "items");
    }
    if (s.contains !== undefined) {
      const { low, high } = countContains(s, n);
      const least = s.minContains ?? 1;
      if (high < least) this.contains(s, n, "contains", "at least ", least, high);
      if (s.maxContains !== undefined && low > s.maxContains) {
        this.contains(s, n, "maxContains", "at most ", s.maxContains, low);
      }
    }
    if (s.uniqueItems && unique(n) === no) {
      this.add(n, "uniqueItems", true, show(n), this.place(n) + " must not have the same item twice.");
    }
  }

  private contains(s: Schema, n: Node, keyword: string, bound: string, limit: number, found: number): void {
    const what = bound + amountOf(limit, "item") + " with: " + describe(s.contains!, "");
    this.add(n, keyword, what, show(n), sentence(`${this.place(n)} must have ${what}; ${found} of ${n.items.length} match.`));
  }

  private number(s: Schema, n: Node): void {
    const f = n.number;
    if (s.minimum !== undefined && f < s.minimum) {
      this.must(n, "minimum", s.minimum, "be at least " + formatNumber(s.minimum));
    }
    if (s.maximum !== undefined && f > s.maximum) {
      this.must(n, "maximum", s.maximum, "be at most " + formatNumber(s.maximum));
    }
    if (s.exclusiveMinimum !== undefined && f <= s.exclusiveMinimum) {
      this.must(n, "exclusiveMinimum", s.exclusiveMinimum, "be more than " + formatNumber(s.exclusiveMinimum));
    }
    if (s.exclusiveMaximum !== undefined && f >= s.exclusiveMaximum) {
      this.must(n, "exclusiveMaximum", s.exclusiveMaximum, "be less than " + formatNumber(s.exclusiveMaximum));
    }
  }

  private text(s: Schema, n: Node): void {
    const size = codePoints(n.text);
    if (s.minLength !== undefined && size < s.minLength) {
      this.has(n, "minLength", s.minLength, "at least", "character", size);
    }
    if (s.maxLength !== undefined && size > s.maxLength) {
      this.has(n, "maxLength", s.maxLength, "at most", "character", size);
    }
    if (s.pattern !== undefined && !tooLong(n.text) && !s.pattern.test(n.text)) {
      if (s.oneOfText !== undefined) this.enum(n, s.oneOfText);
      else this.must(n, "pattern", s.patternText, "match " + s.patternText);
    }
  }

  private place(n: Node): string {
    return this.pathOf(n) || "the resource";
  }

  /** The way from the resource to n: a.b[0].c. */
  private pathOf(n: Node): string {
    if (n.label !== "") return n.label;
    const parts: string[] = [];
    for (n = n.source(); n !== this.root && n.parent !== undefined; n = n.parent) {
      parts.push(n.parent.kind === Kind.Array ? `[${n.index}]` : n.key);
    }
    return parts.reverse().reduce(joinPath, "");
  }
}

/** Adds a step to a path. */
function joinPath(path: string, name: string): string {
  if (name.startsWith("[") && name.endsWith("]")) return path + name;
  if (!/^[a-z0-9_$-]+$/.test(fold(name))) return `${path}[${quote(shorten(name))}]`;
  return path === "" ? name : path + "." + name;
}

function amountOf(bound: number, noun: string): string {
  return formatNumber(bound) + " " + noun + (bound === 1 ? "" : "s");
}

/** What a schema asks for, in words, as a part of a sentence. */
function describe(s: Schema, path: string): string {
  // The same schemas fail at the same places in many resources.
  let words = s.described?.get(path);
  if (words === undefined) {
    words = shortenTo(conditions(s, path, false).join(" and "), 500);
    s.described ??= new Map();
    if (s.described.size < 64) s.described.set(path, words);
  }
  return words;
}

/** What a schema asks for of the value at a path, which may be absent where it is optional. */
function conditions(s: Schema, path: string, optional: boolean): string[] {
  const place = path === "" ? "it" : path;
  if (s.constant !== undefined) return s.constant ? [] : [place + " is not set"];
  const out: string[] = [];
  const orAbsent = optional ? " or not set" : "";
  const unlessAbsent = optional ? place + " is not set or " : "";
  const add = (words: string): void => {
    out.push(place + " " + words + orAbsent);
  };
  for (const name of s.required ?? []) {
    const covered = s.properties?.some((p) => p.name === name && says(p.schema));
    if (!covered) out.push(unlessAbsent + joinPath(path, name) + " is set");
  }
  for (const p of s.properties ?? []) {
    out.push(...conditions(p.schema, joinPath(path, p.name), optional || !(s.required ?? []).includes(p.name)));
  }
  for (const p of s.patterns ?? []) {
    for (const c of conditions(p.schema, "it", false)) {
      out.push(`for every member of ${place} whose name matches ${p.text}: ${c}`);
    }
  }
  if (s.additional !== undefined) {
    if (s.additional.constant === false) add("has no other members");
    else for (const c of conditions(s.additional, "it", false)) out.push(`for every other member of ${place}: ${c}`);
  }
  if (s.constVal !== undefined) add("is " + describeActual(s.constVal));
  if (s.enum !== undefined) add("is " + oneOfWords(s.enum.map(show)));
  if (s.pattern !== undefined) {
    add(s.oneOfText !== undefined ? "is " + oneOfWords(s.oneOfText) : "matches " + s.patternText);
  }
  const bound = (f: number | undefined, words: string): void => {
    if (f !== undefined) add(words + " " + formatNumber(f));
  };
  const amount = (f: number | undefined, words: string, noun: string): void => {
    if (f === 0 && words === "at most") add("is empty");
    else if (f !== undefined) add(`has ${words} ${amountOf(f, noun)}`);
  };
  bound(s.minimum, "is at least");
  bound(s.maximum, "is at most");
  bound(s.exclusiveMinimum, "is more than");
  bound(s.exclusiveMaximum, "is less than");
  amount(s.minLength, "at least", "character");
  amount(s.maxLength, "at most", "character");
  amount(s.minProperties, "at least", "member");
  amount(s.maxProperties, "at most", "member");
  amount(s.minItems, "at least", "item");
  amount(s.maxItems, "at most", "item");
  if (s.uniqueItems) add("has no item twice");
  const words = (sub: Schema, at: string): string => conditions(sub, at, false).join(" and ");
  const wordsOr = (sub: Schema, at: string): string => words(sub, at) || "anything";
  if (s.items !== undefined) {
    const c = words(s.items, "");
    if (c !== "") out.push(`for every item of ${place}: ${c}`);
  }
  if (s.contains !== undefined) {
    let howMany = "at least " + formatNumber(s.minContains ?? 1);
    if (s.maxContains !== undefined) howMany += " and at most " + formatNumber(s.maxContains);
    out.push(`${unlessAbsent}for ${howMany} of ${place}: ${wordsOr(s.contains, "")}`);
  }
  for (const sub of s.allOf ?? []) out.push(...conditions(sub, path, optional));
  const choice = (subs: Schema[] | undefined, prefix: string): void => {
    if (subs !== undefined) out.push(unlessAbsent + prefix + "(" + subs.map((sub) => wordsOr(sub, path)).join(", or ") + ")");
  };
  choice(s.anyOf, "");
  choice(s.oneOf, "exactly one of ");
  if (s.not !== undefined) out.push(`${unlessAbsent}not (${wordsOr(s.not, path)})`);
  if (s.if !== undefined) {
    if (s.then !== undefined) out.push(`${unlessAbsent}if ${wordsOr(s.if, path)} then ${wordsOr(s.then, path)}`);
    if (s.else !== undefined) out.push(`${unlessAbsent}unless ${wordsOr(s.if, path)} then ${wordsOr(s.else, path)}`);
  }
  if (out.length > 0 || s.types === 0) return out;
  if ((s.types & ~Bit.Integer) !== anyButNull) add("is " + typeWords(s.typeNames));
  else if (!optional) add("is set");
  return out;
}

/** Whether conditions gives anything for a schema. */
function says(s: Schema): boolean {
  if (s.constant !== undefined) return !s.constant;
  return (
    (s.required ?? []).length > 0 || s.types !== 0 || s.constVal !== undefined || s.enum !== undefined || s.pattern !== undefined ||
    s.additional !== undefined || s.contains !== undefined ||
    s.minimum !== undefined || s.maximum !== undefined || s.exclusiveMinimum !== undefined || s.exclusiveMaximum !== undefined ||
    s.minLength !== undefined || s.maxLength !== undefined || s.minProperties !== undefined || s.maxProperties !== undefined ||
    s.minItems !== undefined || s.maxItems !== undefined || s.uniqueItems ||
    s.anyOf !== undefined || s.oneOf !== undefined || s.not !== undefined ||
    (s.if !== undefined && (s.then !== undefined || s.else !== undefined)) ||
    children(s).some(says)
  );
}

function oneOfWords(values: unknown[]): string {
  return values.length === 1 ? inWords(values[0]) : "one of " + listWords(values);
}

function typeWords(names: string[]): string {
  const words = names.map((name) => {
    switch (name) {
      case "null":
        return "null";
      case "boolean":
        return "true or false";
      case "integer":
        return "a whole number";
      case "array":
      case "object":
        return "an " + name;
      default:
        return "a " + name;
    }
  });
  return words.join(" or ");
}

function sentence(s: string): string {
  return shortenTo(s, 1000);
}
