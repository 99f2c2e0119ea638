// Terraform plans and states: the twin of rules/check/terraform.go.

import { isAzureType, respell } from "./azure.ts";
import { readJSON } from "./json.ts";
import { is, Kind, type Member, Node, str } from "./node.ts";
import type { Shape } from "./report.ts";
import type { ShapeReader } from "./shape.ts";
import tableJSON from "./terraform.json";

interface Attribute {
  from: string;
  to: string;
  as?: string;
}

interface Type {
  type: string;
  attributes: Attribute[];
  pool?: Attribute[];
}

// The same file as rules/check/terraform.json.
const table = new Map<string, Type>(Object.entries(tableJSON as Record<string, Type>));

/** Which form of Terraform's output root is, if it is one. */
export function terraformShape(root: Node): Shape | undefined {
  const values = root.get("values");
  if (is(root.get("planned_values"), Kind.Object) || is(root.get("resource_changes"), Kind.Array)) {
    return root.get("format_version") !== undefined || root.get("terraform_version") !== undefined
      ? "terraform-plan"
      : undefined;
  }
  if (is(values?.get("root_module"), Kind.Object)) return "terraform-state";
  const version = is(root.get("terraform_version"), Kind.Text);
  if (version && is(root.get("resources"), Kind.Array)) return "terraform-state";
  if (version && is(root.get("format_version"), Kind.Text)) return "terraform-state";
  return undefined;
}

/** Adds the resources of a plan or state. */
export function terraform(s: ShapeReader, root: Node, shape: Shape): void {
  s.shape(shape);
  const unknowns = new Map<string, Node | undefined>();
  const changes = itemsOf(root.get("resource_changes"));
  for (const change of changes) unknowns.set(str(change.get("address")), change.get("change")?.get("after_unknown"));
  const planned = root.get("planned_values");
  const values = root.get("values");
  if (is(planned, Kind.Object)) {
    module(s, planned.get("root_module"), unknowns);
  } else if (is(root.get("resource_changes"), Kind.Array)) {
    for (const change of changes) {
      const after = change.get("change")?.get("after");
      if (is(after, Kind.Object)) resource(s, change, after, change.get("change")?.get("after_unknown"));
    }
  } else if (is(values, Kind.Object)) {
    module(s, values.get("root_module"), unknowns);
  } else {
    for (const r of itemsOf(root.get("resources"))) {
      for (const i of itemsOf(r.get("instances"))) {
        if (str(r.get("mode")) !== "data") instance(s, str(r.get("type")), i, i.get("attributes"), undefined);
      }
    }
  }
}

function itemsOf(n: Node | undefined): Node[] {
  return is(n, Kind.Array) ? n.items : [];
}

function module(s: ShapeReader, m: Node | undefined, unknowns: Map<string, Node | undefined>): void {
  for (const r of itemsOf(m?.get("resources"))) resource(s, r, r.get("values"), unknowns.get(str(r.get("address"))));
  for (const child of itemsOf(m?.get("child_modules"))) module(s, child, unknowns);
}

function resource(s: ShapeReader, r: Node, values: Node | undefined, unknowns: Node | undefined): void {
  if (str(r.get("mode")) !== "data") instance(s, str(r.get("type")), r, values, unknowns);
}

function instance(s: ShapeReader, type: string, root: Node, values: Node | undefined, unknowns: Node | undefined): void {
  if (!is(values, Kind.Object)) return;
  if (type === "azapi_resource") {
    azapi(s, root, values, unknowns);
    return;
  }
  const t = table.get(type);
  if (t === undefined) return;
  const body = made(Kind.Object, root);
  body.members.push({ name: "properties", value: made(Kind.Object, root) });
  mapAttributes(t, t.attributes, values, unknowns, body);
  respell(s, body);
  const name = values.get("name");
  s.add(t.type, is(name, Kind.Text) ? name.text : str(root.get("address")), body, root);
}

function made(kind: Kind, at: Node): Node {
  const n = new Node(kind);
  n.at = at;
  return n;
}

function madeText(text: string, at: Node): Node {
  const n = made(Kind.Text, at);
  n.text = text;
  return n;
}

function madeBoolean(boolean: boolean, at: Node): Node {
  const n = made(Kind.Boolean, at);
  n.boolean = boolean;
  return n;
}

function notKnown(text: string, at: Node): Node {
  const n = made(Kind.Unknown, at);
  n.text = text;
  n.optional = true;
  return n;
}

/** Puts the attributes of a resource or block where they belong in a body. */
function mapAttributes(
  t: Type | undefined,
  attributes: Attribute[],
  values: Node,
  unknowns: Node | undefined,
  body: Node,
): void {
  for (const a of attributes) {
    const to = a.to.split(".");
    let there: Node | undefined = body;
    for (const name of to) there = there?.get(name);
    if (there !== undefined) continue;
    let value = terraformValue(values, unknowns, a.from.split("."));
    if (value !== undefined && value.kind !== Kind.Unknown) value = convert(a, t, value);
    if (value === undefined) continue;
    let at = body;
    for (const name of to.slice(0, -1)) {
      let next = at.get(name);
      if (next === undefined) {
        const parent = value.source().parent;
        next = made(Kind.Object, is(parent, Kind.Object) ? parent : body.source());
        at.members.push({ name, value: next });
      }
      at = next;
    }
    at.members.push({ name: to[to.length - 1]!, value });
  }
}

/** Changes a known value as a says; undefined where that gives nothing. */
function convert(a: Attribute, t: Type | undefined, value: Node): Node | undefined {
  switch (a.as) {
    case undefined:
      return value.kind === Kind.Text && value.text === "" ? undefined : value;
    case "present":
      return value.kind === Kind.Array && value.items.length > 0 ? madeBoolean(true, value) : undefined;
    case "pools": {
      const list = made(Kind.Array, value);
      for (const block of itemsOf(value)) {
        const pool = made(Kind.Object, block);
        mapAttributes(undefined, t?.pool ?? [], block, undefined, pool);
        if (pool.get("mode") === undefined) pool.members.push({ name: "mode", value: madeText("System", block) });
        list.items.push(pool);
      }
      return list;
    }
  }
  if (value.kind !== Kind.Boolean) return undefined;
  switch (a.as) {
    case "critical-taint": {
      if (!value.boolean) return undefined;
      const list = made(Kind.Array, value);
      list.items.push(madeText("CriticalAddonsOnly=true:NoSchedule", value));
      return list;
    }
    case "not":
      return madeBoolean(!value.boolean, value);
    case "text":
      return madeText(value.boolean ? "true" : "false", value);
    case "Enabled":
      return madeText(value.boolean ? "Enabled" : "Disabled", value);
    default:
      return madeText(value.boolean ? "enabled" : "disabled", value);
  }
}

const notYetKnown = "known only after apply";

/** Walks down values and, beside it, what is not known before apply. */
function terraformValue(root: Node, unknownRoot: Node | undefined, path: string[]): Node | undefined {
  let values: Node | undefined = root;
  let unknowns = unknownRoot;
  let place = root;
  for (const name of path) {
    if (is(unknowns, Kind.Boolean) && unknowns.boolean) break;
    if (is(values, Kind.Array)) values = values.items[0];
    if (is(unknowns, Kind.Array)) unknowns = unknowns.items[0];
    values = values?.get(name);
    unknowns = unknowns?.get(name);
    if (values !== undefined) place = values;
  }
  return mergeUnknown(values, unknowns, place);
}

/** Puts what is not known before apply into a value. */
function mergeUnknown(value: Node | undefined, unknowns: Node | undefined, place: Node): Node | undefined {
  if (is(unknowns, Kind.Boolean) && unknowns.boolean) return notKnown(notYetKnown, place);
  if (value === undefined || value.kind === Kind.Null) return undefined;
  if (!is(unknowns, Kind.Array) && !is(unknowns, Kind.Object)) return value;
  const merged = made(value.kind, value);
  merged.boolean = value.boolean;
  merged.number = value.number;
  merged.text = value.text;
  value.items.forEach((item, i) => merged.items.push(mergeUnknown(item, unknowns.items[i], item) ?? item));
  const add = (m: Member, v: Node | undefined): void => {
    if (v !== undefined) merged.members.push({ name: m.name, value: v });
  };
  for (const m of value.members) add(m, mergeUnknown(m.value, unknowns.get(m.name), m.value));
  for (const m of unknowns.members) {
    if (value.kind === Kind.Object && value.get(m.name) === undefined) add(m, mergeUnknown(undefined, m.value, value));
  }
  return merged;
}

/** Adds a resource that is given in the shape of Azure Resource Manager. */
function azapi(s: ShapeReader, root: Node, values: Node, unknowns: Node | undefined): void {
  const type = str(values.get("type")).split("@")[0]!;
  if (!isAzureType(type)) return;
  const body = made(Kind.Object, root);
  let given = terraformValue(values, unknowns, ["body"]);
  if (is(given, Kind.Text)) {
    const at = given;
    given = readJSON(given.text, 0).root?.copyAt(at, s.budget);
    if (given === undefined) {
      given = made(Kind.Unknown, at);
      given.text = "not readable as JSON";
    }
  }
  if (given?.kind === Kind.Object) {
    body.members.push(...given.members);
  } else if (given?.kind === Kind.Unknown) {
    for (const name of ["properties", "sku"]) body.members.push({ name, value: notKnown(given.text, given.at!) });
  }
  for (const name of ["name", "location", "tags", "identity"]) {
    let v = terraformValue(values, unknowns, [name]);
    if (is(v, Kind.Array)) v = v.items[0];
    if (v !== undefined && body.get(name) === undefined) body.members.push({ name, value: v });
  }
  respell(s, body);
  const name = body.get("name");
  s.add(type, is(name, Kind.Text) ? name.text : str(root.get("address")), body, root);
}
