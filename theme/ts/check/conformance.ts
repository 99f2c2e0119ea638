// Answers the questions of the conformance tests (theme/check_test.go): what
// a schema says of an instance, what is found in documents, what the report
// is, what the checker page offers for download. It is not part of the site.

import { CatalogIndex } from "../check-page/catalog.ts";
import { formats } from "../check-page/formats.ts";
import { check } from "../checker.ts";
import { compile, read } from "./check.ts";
import { evaluate, no, yes } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { readJSON } from "./json.ts";
import { Kind, type Node } from "./node.ts";
import { reason } from "./reason.ts";
import type { Catalog, Document, Options, Report } from "./report.ts";
import type { Catalog as PageCatalog } from "../types/catalog.ts";
import { compileSchema } from "./schema.ts";
import { readParameters } from "./template.ts";
import { Source } from "./text.ts";

type Question =
  | { op: "evaluate"; schema: unknown; instance: string }
  | { op: "resources"; documents: Document[]; parameters: Document[] }
  | { op: "catalog"; catalog: Catalog }
  | { op: "download"; format: string; catalog: PageCatalog; report: Report }
  | { op: "check"; catalog?: Catalog; documents: (Document | Base64)[]; options?: Options };

/** A document whose bytes are no text that JSON can hold. */
interface Base64 {
  name: string;
  base64: string;
}

// The catalog of the check questions that bring none.
let standing: Catalog = { digest: "", rules: [] };

/** Takes a question and gives the answer, both as JSON. */
export async function answer(question: string): Promise<string> {
  const q = JSON.parse(question) as Question;
  switch (q.op) {
    case "evaluate":
      return JSON.stringify(evaluateInstance(q.schema, q.instance));
    case "resources":
      return JSON.stringify(await resources(q.documents, q.parameters));
    case "download":
      return formats[q.format]!.write(q.report, new CatalogIndex(q.catalog));
    case "catalog":
      standing = q.catalog;
      return "";
    case "check":
      try {
        return JSON.stringify(await check(q.catalog ?? standing, q.documents.map(fromBase64), q.options), null, 2) + "\n";
      } catch (e) {
        if (!q.options?.review || !(e instanceof Error)) throw e;
        return JSON.stringify({ error: e.message });
      }
  }
}

function fromBase64(d: Document | Base64): Document {
  return "base64" in d ? { name: d.name, text: Uint8Array.from(atob(d.base64), (c) => c.charCodeAt(0)) } : d;
}

function evaluateInstance(schema: unknown, instance: string): unknown {
  const s = compileSchema(schema, "");
  const { root } = readJSON(instance, 0);
  if (root === undefined) throw new Error("the instance is no JSON: " + instance);
  markUnknown(root);
  switch (evaluate(s, root)) {
    case yes:
      return { verdict: "pass" };
    case no:
      return { verdict: "fail", findings: explain(s, root, new Source("", instance), root) };
    default:
      return { verdict: "unknown", reason: reason(s, root) };
  }
}

/** Turns the objects that stand for unknown values into them. */
function markUnknown(n: Node): void {
  const u = n.get("$unknown");
  if (u !== undefined) {
    n.kind = Kind.Unknown;
    n.text = u.text;
    n.members = [];
    return;
  }
  for (const item of n.items) markUnknown(item);
  for (const m of n.members) {
    const optional = m.value.get("$optional") !== undefined;
    markUnknown(m.value);
    m.value.optional = optional;
  }
}

async function resources(documents: Document[], parameters: Document[]): Promise<unknown> {
  const program = compile({ digest: "", rules: [] });
  const given = readParameters(parameters);
  const reads = documents.map((d) => read(program, d, given));
  return {
    documents: reads.map((r) => r.report),
    resources: reads.flatMap((r) =>
      r.resources.map((res) => ({
        type: res.type,
        name: res.name,
        document: r.report.name,
        pointer: res.root.pointer(),
        body: plain(res.body),
      })),
    ),
  };
}

function plain(n: Node): unknown {
  switch (n.kind) {
    case Kind.Null:
      return null;
    case Kind.Boolean:
      return n.boolean;
    case Kind.Number:
      return n.number;
    case Kind.Text:
      return n.text;
    case Kind.Unknown:
      return n.optional ? { $optional: true, $unknown: n.text } : { $unknown: n.text };
    case Kind.Array:
      return n.items.map(plain);
    case Kind.Object: {
      const seen = new Map<string, unknown>();
      for (const m of n.members) seen.set(m.name, plain(m.value));
      return Object.fromEntries(seen);
    }
  }
}
