// Compiles JSON Schemas of the profile: the twin of rules/check/schema.go.

import { compareText, escapePointer, fold, Kind, Node } from "./node.ts";

/** A compiled schema, always with all its fields, so that all have one form; an undefined field means that the keyword is not there. */
export class Schema {
  constant: boolean | undefined = undefined;
  types = 0; // a set of type bits, 0 where there is no type
  typeNames: string[] = [];
  constVal: Node | undefined = undefined;
  enum: Node[] | undefined = undefined;
  required: string[] | undefined = undefined;
  properties: { name: string; schema: Schema }[] | undefined = undefined;
  patterns: { text: string; pattern: RegExp; schema: Schema }[] | undefined = undefined;
  additional: Schema | undefined = undefined;
  minProperties: number | undefined = undefined;
  maxProperties: number | undefined = undefined;
  items: Schema | undefined = undefined;
  contains: Schema | undefined = undefined;
  minContains: number | undefined = undefined;
  maxContains: number | undefined = undefined;
  minItems: number | undefined = undefined;
  maxItems: number | undefined = undefined;
  uniqueItems = false;
  minimum: number | undefined = undefined;
  maximum: number | undefined = undefined;
  exclusiveMinimum: number | undefined = undefined;
  exclusiveMaximum: number | undefined = undefined;
  minLength: number | undefined = undefined;
  maxLength: number | undefined = undefined;
  pattern: RegExp | undefined = undefined;
  patternText = "";
  oneOfText: string[] | undefined = undefined; // of a pattern that says "one of these, ignoring case": the texts
  allOf: Schema[] | undefined = undefined;
  anyOf: Schema[] | undefined = undefined;
  oneOf: Schema[] | undefined = undefined;
  not: Schema | undefined = undefined;
  if: Schema | undefined = undefined;
  then: Schema | undefined = undefined;
  else: Schema | undefined = undefined;
  described: Map<string, string> | undefined = undefined; // what describe gave, by path
}

/** The types of JSON Schema, as bits in the order of typeNames. */
export const enum Bit {
  Null = 1,
  Boolean = 2,
  Integer = 4,
  Number = 8,
  Text = 16,
  Array = 32,
  Object = 64,
}

/** What is not null: as the only demand it says that there is a value. */
export const anyButNull = Bit.Boolean | Bit.Number | Bit.Text | Bit.Array | Bit.Object;

const typeNames = ["null", "boolean", "integer", "number", "string", "array", "object"];

/** The bit of a type. */
function typeBit(name: string): number {
  const i = typeNames.indexOf(name);
  return i < 0 ? 0 : 1 << i;
}

const schemaKeywords = ["if", "then", "else", "not", "items", "contains"] as const;
const schemaLists = ["allOf", "anyOf", "oneOf"] as const;
const numbers = [
  "minProperties", "maxProperties", "minContains", "maxContains", "minItems", "maxItems",
  "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
] as const;

/** Compiles a schema; throws where it is outside the profile. */
export function compileSchema(v: unknown, at: string): Schema {
  const s = new Schema();
  if (typeof v === "boolean") {
    s.constant = v;
    return s;
  }
  if (!isRecord(v)) throw new Error(`${at}: a schema is an object or a boolean`);
  const names = Object.keys(v).sort(compareText);
  for (const name of names) keyword(s, name, v[name], v, at + "/" + escapePointer(name));
  return s;
}

function keyword(s: Schema, name: string, v: unknown, m: Record<string, unknown>, at: string): void {
  const wants = (ok: boolean, what: string): void => {
    if (!ok) throw new Error(`${at}: ${what}`);
  };
  for (const k of schemaKeywords) {
    if (k === name) {
      s[k] = compileSchema(v, at);
      return;
    }
  }
  for (const k of schemaLists) {
    if (k === name) {
      if (!Array.isArray(v) || v.length === 0) throw new Error(`${at}: wants a list of schemas`);
      s[k] = v.map((sub, i) => compileSchema(sub, `${at}/${i}`));
      return;
    }
  }
  for (const k of numbers) {
    if (k === name) {
      if (typeof v !== "number") throw new Error(`${at}: wants a number`);
      s[k] = v;
      return;
    }
  }
  switch (name) {
    case "additionalProperties":
      s.additional = compileSchema(v, at);
      return;
    case "uniqueItems":
      wants(typeof v === "boolean", "wants true or false");
      s.uniqueItems = v === true;
      return;
    case "const":
      s.constVal = toNode(v);
      return;
    case "enum":
      if (!Array.isArray(v) || v.length === 0) throw new Error(`${at}: wants a list that is not empty`);
      s.enum = v.map(toNode);
      return;
    case "type": {
      const list: unknown[] = Array.isArray(v) ? v : [v];
      wants(list.length > 0, "not a type");
      for (const t of list) {
        if (typeof t !== "string" || typeBit(t) === 0) throw new Error(`${at}: not a type`);
        s.types |= typeBit(t);
        s.typeNames.push(t);
      }
      return;
    }
    case "required":
      if (!Array.isArray(v) || !v.every((x) => typeof x === "string")) throw new Error(`${at}: wants a list of names`);
      s.required = [...v].sort(compareText);
      return;
    case "properties":
      if (!isRecord(v)) throw new Error(`${at}: wants an object`);
      s.properties = Object.keys(v)
        .sort(compareText)
        .map((key) => ({ name: key, schema: compileSchema(v[key], at + "/" + escapePointer(key)) }));
      return;
    case "patternProperties":
      if (!isRecord(v)) throw new Error(`${at}: wants an object`);
      s.patterns = Object.keys(v)
        .sort(compareText)
        .map((key) => ({ text: key, pattern: new RegExp(key, "u"), schema: compileSchema(v[key], at + "/" + escapePointer(key)) }));
      return;
    case "pattern":
      if (typeof v !== "string") throw new Error(`${at}: wants a text`);
      s.pattern = new RegExp(v, "u");
      s.patternText = v;
      if (Array.isArray(m["examples"])) {
        const texts = foldedTexts(v, m["examples"]);
        if (texts !== undefined) s.oneOfText = texts;
      }
      return;
    case "examples":
      return;
  }
  throw new Error(`${at}: the keyword ${JSON.stringify(name)} is not in the profile`);
}

/** The regular expression that matches exactly the given texts, ignoring ASCII case. */
export function foldPattern(texts: string[]): string {
  const one = (t: string): string =>
    Array.from(t, (c) => {
      if (c >= "a" && c <= "z") return `[${c}${c.toUpperCase()}]`;
      if (c >= "A" && c <= "Z") return `[${c.toLowerCase()}${c}]`;
      return "\\.+*?()|[]{}^$/".includes(c) ? "\\" + c : c;
    }).join("");
  return "^(?:" + texts.map(one).join("|") + ")$";
}

function foldedTexts(pattern: string, examples: unknown[]): string[] | undefined {
  const texts = examples.filter((e) => typeof e === "string");
  if (texts.length === 0 || texts.length !== examples.length || foldPattern(texts) !== pattern) return undefined;
  return texts;
}

/** Adds names to a fold map; of two that differ in case only, the first in sorted order counts. */
export function foldNames(into: Map<string, string>, names: string[]): void {
  for (const name of names) {
    const old = into.get(fold(name));
    if (old === undefined || compareText(name, old) < 0) into.set(fold(name), name);
  }
}

/** Adds the member names that a schema speaks of to a fold map. */
export function collectNames(s: Schema, into: Map<string, string>): void {
  foldNames(into, s.required ?? []);
  for (const p of s.properties ?? []) foldNames(into, [p.name]);
  for (const sub of children(s)) collectNames(sub, into);
}

export function children(s: Schema): Schema[] {
  const out: Schema[] = [];
  for (const p of s.properties ?? []) out.push(p.schema);
  for (const p of s.patterns ?? []) out.push(p.schema);
  out.push(...(s.allOf ?? []), ...(s.anyOf ?? []), ...(s.oneOf ?? []));
  for (const sub of [s.additional, s.items, s.contains, s.not, s.if, s.then, s.else]) {
    if (sub !== undefined) out.push(sub);
  }
  return out;
}

export function isRecord(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** Converts a decoded JSON value of a schema. */
export function toNode(v: unknown): Node {
  let n: Node;
  if (typeof v === "number") {
    n = new Node(Kind.Number);
    n.number = v === 0 ? 0 : v;
  } else if (typeof v === "boolean") {
    n = new Node(Kind.Boolean);
    n.boolean = v;
  } else if (typeof v === "string") {
    n = new Node(Kind.Text);
    n.text = v;
  } else if (Array.isArray(v)) {
    n = new Node(Kind.Array);
    n.items = v.map(toNode);
  } else if (isRecord(v)) {
    n = new Node(Kind.Object);
    n.members = Object.keys(v)
      .sort(compareText)
      .map((name) => ({ name, value: toNode(v[name]) }));
  } else {
    n = new Node(Kind.Null);
  }
  return n;
}
