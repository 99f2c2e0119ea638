// Azure resources as Azure Resource Manager, az, Resource Graph, the REST
// examples and Az PowerShell give them: the twin of rules/check/azure.go.

import { isKubernetes, kubernetes } from "./kubernetes.ts";
import { fold, foldEqual, is, Kind, type Member, Node, str } from "./node.ts";
import type { ShapeReader } from "./shape.ts";

const envelope = [
  "apiVersion", "condition", "dependsOn", "eTag", "etag", "extendedLocation", "id", "identity", "kind",
  "location", "managedBy", "name", "plan", "properties", "resourceGroup", "resources", "scope", "sku",
  "systemData", "tags", "tenantId", "type", "zones",
];

/** A fold map of the members that a resource has beside its properties. */
export function envelopeNames(): Map<string, string> {
  return new Map(envelope.map((name) => [fold(name), name]));
}

const inEnvelope = envelopeNames();

export function isAzureType(t: string): boolean {
  return t.length > 10 && foldEqual(t.slice(0, 10), "microsoft.") && t.includes("/");
}

/** Adds the resources of a document: one, an array, or a list under value or data. */
export function azureRoot(s: ShapeReader, root: Node): void {
  const value = root.get("value");
  const data = root.get("data");
  if (root.kind === Kind.Array) azureList(s, root);
  else if (is(value, Kind.Array)) azureList(s, value);
  else if (is(data, Kind.Array)) azureList(s, data);
  else azure(s, root, "");
}

function azureList(s: ShapeReader, list: Node): void {
  for (const item of list.items) {
    if (isKubernetes(item)) kubernetes(s, item);
    else azure(s, item, "");
  }
}

/** Adds the resources in an example of the REST API specifications. */
export function restExample(s: ShapeReader, root: Node): void {
  let type = "";
  const responses = root.get("responses")?.members ?? [];
  for (const response of responses) {
    const body = response.value.get("body");
    if (type === "" && is(body, Kind.Object)) type = azureType(body);
  }
  for (const m of root.get("parameters")?.members ?? []) {
    if (m.value.kind === Kind.Object && is(m.value.get("properties"), Kind.Object)) azure(s, m.value, type);
  }
  for (const response of responses) {
    const body = response.value.get("body");
    const list = body?.get("value");
    if (is(list, Kind.Array)) azureList(s, list);
    else if (is(body, Kind.Object)) azure(s, body, "");
  }
  s.shape("arm");
}

/** Adds the resource that n is, if it is one. */
function azure(s: ShapeReader, n: Node, type: string): void {
  if (n.kind !== Kind.Object) return;
  type = azureType(n) || type;
  if (type === "") return;
  const properties = n.getFold("properties");
  if (properties === undefined || properties.kind === Kind.Null) s.shape("az");
  else if (n.get("tenantId") && n.get("subscriptionId") && n.get("resourceGroup")) s.shape("resource-graph");
  else s.shape("arm");
  if (n.getFold("id") === undefined) expressions(n);
  s.add(type, azureName(n), azureBody(s, n), n);
}

/** The resource type: stated, else by the id, else by what the members show. */
export function azureType(n: Node): string {
  for (const name of ["resourceType", "type"]) {
    const t = str(n.getFold(name));
    if (isAzureType(t)) return t;
  }
  const t = typeOfID(str(n.getFold("id")));
  if (t !== "") return t;
  let p = n.getFold("properties");
  if (!is(p, Kind.Object)) p = n;
  if (is(p.getFold("agentPoolProfiles"), Kind.Array)) return "Microsoft.ContainerService/managedClusters";
  const pool = is(p.getFold("vmSize"), Kind.Text) && p.getFold("osType") && (p.getFold("count") || p.getFold("mode"));
  return pool ? "Microsoft.ContainerService/managedClusters/agentPools" : "";
}

function typeOfID(id: string): string {
  const mark = "/providers/";
  const at = fold(id).lastIndexOf(mark);
  if (at < 0) return "";
  const parts = id.slice(at + mark.length).split("/");
  if (parts.length < 3 || parts.length % 2 === 0) return "";
  let t = parts[0]!;
  for (let i = 1; i < parts.length; i += 2) t += "/" + parts[i]!;
  return isAzureType(t) ? t : "";
}

export function azureName(n: Node): string {
  const name = n.getFold("name");
  if (name !== undefined && (name.kind === Kind.Text || name.kind === Kind.Unknown)) return name.text;
  const id = str(n.getFold("id"));
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Brings a resource into the shape of Azure Resource Manager. */
function azureBody(s: ShapeReader, n: Node): Node {
  const body = new Node(Kind.Object);
  body.at = n;
  const inner = new Node(Kind.Object);
  inner.at = n;
  const properties = n.getFold("properties");
  const flat = properties === undefined || properties.kind === Kind.Null;
  for (const m of n.members) {
    let to = body;
    let name = m.name;
    if (flat && m.value !== properties) {
      const envelopeName = inEnvelope.get(fold(name));
      if (foldEqual(name, "typePropertiesType")) {
        to = inner;
        name = "type";
      } else if (envelopeName === undefined) {
        to = inner;
      } else {
        name = envelopeName;
      }
    }
    to.members.push({ name, value: m.value });
  }
  if (flat) {
    const there = body.members.find((m) => m.value === properties);
    if (there !== undefined) there.value = inner;
    else body.members.push({ name: "properties", value: inner });
  }
  respell(s, body);
  return body;
}

/** Gives members the spelling of the catalog and takes out nulls, all the way down. */
export function respell(s: ShapeReader, n: Node): void {
  if (n.kind === Kind.Array) {
    for (const item of n.items) respell(s, item);
    return;
  }
  if (n.kind !== Kind.Object) return;
  const kept: Member[] = [];
  const nulls: Member[] = [];
  const taken = new Set<string>();
  for (const m of n.members) {
    let name = s.program.fold.get(fold(m.name)) ?? m.name;
    if (m.value.kind === Kind.Null) {
      nulls.push({ name, value: m.value });
      continue;
    }
    if (taken.has(name)) {
      name = m.name;
      if (taken.has(name)) continue;
    }
    respell(s, m.value);
    kept.push({ name, value: m.value });
    taken.add(name);
  }
  n.members = kept;
  if (nulls.length > 0) n.nulls = n.nulls.concat(nulls);
}

/** Turns template expressions and placeholders in a bare resource into unknown values. */
export function expressions(n: Node): void {
  if (n.kind === Kind.Text) {
    if (looksLikeExpression(n.text)) {
      n.kind = Kind.Unknown;
      n.optional = mayBeNull(n.text);
    }
    return;
  }
  for (const item of n.items) expressions(item);
  for (const m of n.members) expressions(m.value);
}

function looksLikeExpression(s: string): boolean {
  if (s.length > 3 && /^\[[A-Za-z]/.test(s) && s.endsWith("]") && s.includes("(")) return true;
  return hasPlaceholder(s);
}

/** Whether a text has a part like {{ name }} or ${name}. */
export function hasPlaceholder(s: string): boolean {
  const i = s.indexOf("{{");
  if (i >= 0 && s.includes("}}", i)) return true;
  const j = s.indexOf("${");
  return j >= 0 && s.includes("}", j);
}

/** Whether an expression can give null, which is the same as leaving the member out. */
export function mayBeNull(expression: string): boolean {
  return expression.includes("null()") || expression.includes("'null'");
}
