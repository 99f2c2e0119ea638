// Evaluates schemas in three-valued logic: the twin of rules/check/evaluate.go.

import { compareText, foldEqual, Kind, type Node } from "./node.ts";
import { Bit, type Schema } from "./schema.ts";
import { codePoints, maxPattern } from "./text.ts";
import { formatNumber, quote } from "./value.ts";

/** Conjunction is the minimum, disjunction the maximum, negation 2 minus the value. */
export type Truth = 0 | 1 | 2;
export const no = 0;
export const maybe = 1;
export const yes = 2;

const known = (b: boolean): Truth => (b ? yes : no);
const least = (a: Truth, b: Truth): Truth => (a < b ? a : b);
const most = (a: Truth, b: Truth): Truth => (a > b ? a : b);
const negate = (a: Truth): Truth => (a === yes ? no : a === no ? yes : maybe);

/** Says whether n satisfies s. */
export function evaluate(s: Schema, n: Node): Truth {
  if (s.constant !== undefined) return known(s.constant);
  let t: Truth = yes;
  if (n.kind === Kind.Unknown) {
    if (asksForValue(s)) t = maybe;
  } else {
    t = evaluateValue(s, n);
  }
  if (t === no) return no;
  if (s.allOf !== undefined) {
    for (const sub of s.allOf) {
      t = least(t, evaluate(sub, n));
      if (t === no) return no;
    }
  }
  if (s.anyOf !== undefined) {
    t = least(t, evaluateAny(s.anyOf, n));
    if (t === no) return no;
  }
  if (s.oneOf !== undefined) {
    t = least(t, evaluateOneOf(s, n));
    if (t === no) return no;
  }
  if (s.not !== undefined) {
    t = least(t, negate(evaluate(s.not, n)));
    if (t === no) return no;
  }
  if (s.if !== undefined) t = least(t, evaluateIf(s, n));
  return t;
}

export function evaluateAny(subs: Schema[], n: Node): Truth {
  let any: Truth = no;
  for (const sub of subs) {
    any = most(any, evaluate(sub, n));
    if (any === yes) break;
  }
  return any;
}

/** Whether s has a keyword of its own that depends on the value. */
export function asksForValue(s: Schema): boolean {
  return (
    s.types !== 0 || s.constVal !== undefined || s.enum !== undefined ||
    s.required !== undefined || s.properties !== undefined || s.patterns !== undefined || s.additional !== undefined ||
    s.minProperties !== undefined || s.maxProperties !== undefined ||
    s.items !== undefined || s.contains !== undefined || s.minItems !== undefined || s.maxItems !== undefined || s.uniqueItems ||
    s.minimum !== undefined || s.maximum !== undefined || s.exclusiveMinimum !== undefined || s.exclusiveMaximum !== undefined ||
    s.minLength !== undefined || s.maxLength !== undefined || s.pattern !== undefined
  );
}

export function evaluateOneOf(s: Schema, n: Node): Truth {
  let sure = 0;
  let perhaps = 0;
  for (const sub of s.oneOf ?? []) {
    const t = evaluate(sub, n);
    if (t === yes) sure++;
    else if (t === maybe) perhaps++;
  }
  if (sure > 1 || sure + perhaps === 0) return no;
  return perhaps === 0 ? yes : maybe;
}

/** if, then and else together: what both branches agree on is known. */
export function evaluateIf(s: Schema, n: Node): Truth {
  const branch = (b: Schema | undefined): Truth => (b === undefined ? yes : evaluate(b, n));
  const cond = evaluate(s.if!, n);
  if (cond === yes) return branch(s.then);
  if (cond === no) return branch(s.else);
  const t = branch(s.then);
  return t === branch(s.else) ? t : maybe;
}

function evaluateValue(s: Schema, n: Node): Truth {
  if (s.types !== 0 && (s.types & typesOf(n)) === 0) return no;
  let t: Truth = yes;
  if (s.constVal !== undefined) t = least(t, equal(n, s.constVal));
  if (s.enum !== undefined) t = least(t, evaluateEnum(s.enum, n));
  if (t === no) return no;
  switch (n.kind) {
    case Kind.Object:
      return least(t, evaluateObject(s, n));
    case Kind.Array:
      return least(t, evaluateArray(s, n));
    case Kind.Number:
      return numberHolds(s, n.number) ? t : no;
    case Kind.Text:
      return least(t, evaluateText(s, n.text));
    default:
      return t;
  }
}

export function evaluateEnum(values: Node[], n: Node): Truth {
  let any: Truth = no;
  for (const v of values) any = most(any, equal(n, v));
  return any;
}

/** The types a known value has, as bits. */
export function typesOf(n: Node): number {
  switch (n.kind) {
    case Kind.Null:
      return Bit.Null;
    case Kind.Boolean:
      return Bit.Boolean;
    case Kind.Number:
      return Number.isInteger(n.number) ? Bit.Number | Bit.Integer : Bit.Number;
    case Kind.Text:
      return Bit.Text;
    case Kind.Array:
      return Bit.Array;
    default:
      return Bit.Object;
  }
}

function evaluateObject(s: Schema, n: Node): Truth {
  let t: Truth = yes;
  if (s.required !== undefined) {
    for (const name of s.required) {
      const v = n.get(name);
      if (v === undefined) return no;
      if (v.optional) t = maybe;
    }
  }
  if (s.minProperties !== undefined || s.maxProperties !== undefined) {
    t = least(t, within(sureMembers(n), n.members.length, s.minProperties, s.maxProperties));
    if (t === no) return no;
  }
  if (s.properties !== undefined) {
    for (const p of s.properties) {
      const v = n.get(p.name);
      if (v !== undefined) {
        t = least(t, evaluateMember(p.schema, v));
        if (t === no) return no;
      }
    }
  }
  if (s.patterns === undefined && s.additional === undefined) return t;
  for (const m of n.members) {
    let other = !hasProperty(s, m.name);
    for (const p of s.patterns ?? []) {
      if (p.pattern.test(m.name)) {
        other = false;
        t = least(t, evaluateMember(p.schema, m.value));
        if (t === no) return no;
      }
    }
    if (other && s.additional !== undefined) {
      t = least(t, evaluateMember(s.additional, m.value));
      if (t === no) return no;
    }
  }
  return t;
}

/** evaluate for a member, which may turn out to be absent. */
function evaluateMember(s: Schema, v: Node): Truth {
  const t = evaluate(s, v);
  return t === no && v.optional ? maybe : t;
}

/** The number of members that are surely there. */
export function sureMembers(n: Node): number {
  let sure = 0;
  for (const m of n.members) if (!m.value.optional) sure++;
  return sure;
}

export function hasProperty(s: Schema, name: string): boolean {
  return s.properties !== undefined && s.properties.some((p) => p.name === name);
}

/** Whether a count that is at least low and at most high lies in the bounds. */
function within(low: number, high: number, min: number | undefined, max: number | undefined): Truth {
  let t: Truth = yes;
  if (min !== undefined) {
    if (high < min) return no;
    if (low < min) t = maybe;
  }
  if (max !== undefined) {
    if (low > max) return no;
    if (high > max) t = maybe;
  }
  return t;
}

function evaluateArray(s: Schema, n: Node): Truth {
  let t = within(n.items.length, n.items.length, s.minItems, s.maxItems);
  if (t === no) return no;
  if (s.items !== undefined) {
    for (const item of n.items) {
      t = least(t, evaluate(s.items, item));
      if (t === no) return no;
    }
  }
  if (s.contains !== undefined) {
    const { low, high } = countContains(s, n);
    t = least(t, within(low, high, s.minContains ?? 1, s.maxContains));
    if (t === no) return no;
  }
  if (s.uniqueItems) t = least(t, unique(n));
  return t;
}

/** How many items surely match contains, and how many may. */
export function countContains(s: Schema, n: Node): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (const item of n.items) {
    const t = evaluate(s.contains!, item);
    if (t === yes) low++;
    if (t !== no) high++;
  }
  return { low, high };
}

function numberHolds(s: Schema, f: number): boolean {
  return (
    (s.minimum === undefined || f >= s.minimum) &&
    (s.maximum === undefined || f <= s.maximum) &&
    (s.exclusiveMinimum === undefined || f > s.exclusiveMinimum) &&
    (s.exclusiveMaximum === undefined || f < s.exclusiveMaximum)
  );
}

function evaluateText(s: Schema, v: string): Truth {
  if (s.minLength !== undefined || s.maxLength !== undefined) {
    const n = codePoints(v);
    if (within(n, n, s.minLength, s.maxLength) === no) return no;
  }
  if (s.pattern === undefined) return yes;
  if (tooLong(v)) return maybe;
  if (s.oneOfText !== undefined) return known(s.oneOfText.some((t) => foldEqual(t, v)));
  return known(s.pattern.test(v));
}

/** Whether a text is too long to be matched with a pattern. */
export function tooLong(v: string): boolean {
  return v.length > maxPattern;
}

/** Whether two values are the same; the second is of a schema and wholly known. */
export function equal(a: Node, b: Node): Truth {
  if (a.kind === Kind.Unknown) return maybe;
  if (a.kind !== b.kind) return no;
  let t: Truth = yes;
  switch (a.kind) {
    case Kind.Boolean:
      return known(a.boolean === b.boolean);
    case Kind.Number:
      return known(a.number === b.number);
    case Kind.Text:
      return known(a.text === b.text);
    case Kind.Array:
      if (a.items.length !== b.items.length) return no;
      for (let i = 0; i < a.items.length; i++) {
        t = least(t, equal(a.items[i]!, b.items[i]!));
        if (t === no) return no;
      }
      return t;
    case Kind.Object:
      for (const m of a.members) {
        const v = b.get(m.name);
        if (m.value.optional) {
          t = least(t, maybe);
        } else if (v === undefined) {
          return no;
        } else {
          t = least(t, equal(m.value, v));
          if (t === no) return no;
        }
      }
      for (const m of b.members) if (a.get(m.name) === undefined) return no;
      return t;
    default:
      return yes;
  }
}

/** Whether all items differ. */
export function unique(n: Node): Truth {
  const seen = new Set<string>();
  let t: Truth = yes;
  for (const item of n.items) {
    const key = keyOf(item);
    if (key === undefined) {
      if (n.items.length > 1) t = maybe;
    } else if (seen.has(key)) {
      return no;
    } else {
      seen.add(key);
    }
  }
  return t;
}

/** A text that equal values, and only they, share; undefined where something is unknown. */
export function keyOf(n: Node): string | undefined {
  switch (n.kind) {
    case Kind.Unknown:
      return undefined;
    case Kind.Null:
      return "null";
    case Kind.Boolean:
      return String(n.boolean);
    case Kind.Number:
      return formatNumber(n.number);
    case Kind.Text:
      return quote(n.text);
    case Kind.Array: {
      const parts = n.items.map(keyOf);
      return parts.includes(undefined) ? undefined : "[" + parts.join(",") + "]";
    }
    case Kind.Object: {
      const parts: string[] = [];
      for (const m of [...n.members].sort((a, b) => compareText(a.name, b.name))) {
        const key = keyOf(m.value);
        if (key === undefined) return undefined;
        parts.push(quote(m.name) + ":" + key);
      }
      return "{" + parts.join(",") + "}";
    }
  }
}
