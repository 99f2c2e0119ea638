// Values as a report shows them: the twin of rules/check/value.go.

import { fold, is, Kind, type Node, str } from "./node.ts";
import { codePoints } from "./text.ts";

export function quote(s: string): string {
  return JSON.stringify(s);
}

export function formatNumber(f: number): string {
  return String(f);
}

/** Cuts a text at 200 code points. */
export function shorten(s: string): string {
  return shortenTo(s, 200);
}

export function shortenTo(s: string, limit: number): string {
  if (s.length <= limit || codePoints(s) <= limit) return s;
  let n = 0;
  let i = 0;
  while (n < limit) {
    const c = s.charCodeAt(i);
    i += c >= 0xd800 && c <= 0xdbff ? 2 : 1;
    n++;
  }
  return s.slice(0, i) + "…";
}

/** Stands in a report for a value that looks like a secret. */
export const Hidden = "(hidden)";

const secretNames = [
  "password", "passwd", "pwd", "secret", "token", "apikey", "accesskey", "accountkey", "sharedkey",
  "privatekey", "clientkey", "keydata", "kubeconfig", "connectionstring", "credential", "sas", "certificatedata",
  "clientcertificate", "cacertificate", "passphrase", "signature",
];

const secretForms = [
  "-----BEGIN", "ssh-rsa ", "ssh-ed25519 ", "AccountKey=", "SharedAccessKey=", "SharedAccessSignature", "eyJhbGciOi", "ghp_", "xoxb-",
];

function secretName(name: string): boolean {
  name = fold(name).replace(/[-_. ]/g, "");
  for (const s of secretNames) {
    if (s === "sas") {
      if (name === "sas" || name.startsWith("sastoken") || name.startsWith("sasuri")) return true;
    } else if (name.includes(s)) {
      return true;
    }
  }
  return false;
}

/** Whether the value of a text node is to be hidden. */
function secret(n: Node): boolean {
  for (const form of secretForms) if (n.text.includes(form)) return true;
  let s = n.source();
  while (s.parent !== undefined && s.parent.kind === Kind.Array) s = s.parent;
  if (s.parent === undefined) return false;
  if (secretName(s.key)) return n.text !== "true" && n.text !== "false";
  const k = fold(s.key);
  if (k === "value" || k === "defaultvalue" || k === "default_value") {
    const name = s.parent.getFold("name");
    if (name !== undefined && secretName(str(name))) return true;
    return s.parent.parent !== undefined && secretName(s.parent.key);
  }
  return false;
}

/** A node's value as a finding has it. */
export function show(n: Node | undefined): unknown {
  if (n === undefined) return null;
  switch (n.kind) {
    case Kind.Null:
      return null;
    case Kind.Array: {
      const plain = n.items.length <= 20 && n.items.every((i) => i.kind !== Kind.Array && i.kind !== Kind.Object);
      return plain ? n.items.map(show) : "an array of " + count(n.items.length, "item");
    }
    case Kind.Object:
      return "an object of " + count(n.members.length, "member");
    case Kind.Boolean:
      return n.boolean;
    case Kind.Number:
      return n.number;
    case Kind.Unknown:
      return shorten(maskIDs(n.text));
    case Kind.Text:
      return secret(n) ? Hidden : shorten(maskIDs(n.text));
  }
}

const subscriptionID = /(\/subscriptions\/[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Shortens the subscription IDs in a text to their first eight characters. */
export function maskIDs(s: string): string {
  return !s.includes("/") ? s : s.replace(subscriptionID, "$1…");
}

/** A shown value in a sentence. */
export function inWords(v: unknown): string {
  if (v === null) return "null";
  if (typeof v === "string") return quote(v);
  if (Array.isArray(v)) return v.length === 0 ? "an empty array" : "[" + listWords(v) + "]";
  return String(v);
}

export function listWords(vs: unknown[]): string {
  return vs.map(inWords).join(", ");
}

/** What a node is, for the end of a sentence. */
export function describeActual(n: Node): string {
  const v = show(n);
  if (typeof v === "string" && (is(n, Kind.Array) || is(n, Kind.Object) || v === Hidden)) return v;
  return inWords(v);
}

export function count(n: number, noun: string): string {
  return n === 1 ? "1 " + noun : `${n} ${noun}s`;
}
