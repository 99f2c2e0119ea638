// ARM templates: the twin of rules/check/template.go.

import { azureName, isAzureType, mayBeNull, respell } from "./azure.ts";
import { readJSON } from "./json.ts";
import { fold, foldEqual, is, Kind, type Member, Node, str } from "./node.ts";
import type { Document } from "./report.ts";
import type { ShapeReader } from "./shape.ts";
import { decode } from "./text.ts";

export function isTemplate(root: Node): boolean {
  if (root.kind !== Kind.Object) return false;
  if (fold(str(root.get("$schema"))).includes("deploymenttemplate.json")) return true;
  const r = root.get("resources");
  return is(root.get("contentVersion"), Kind.Text) && (is(r, Kind.Array) || is(r, Kind.Object));
}

export function isParameterFile(root: Node): boolean {
  return root.kind === Kind.Object && fold(str(root.get("$schema"))).includes("deploymentparameters.json");
}

/** Joins parameter files into one object of values. */
export function readParameters(docs: Document[]): Node {
  const all = new Node(Kind.Object);
  for (const doc of [...docs].reverse()) {
    let { root } = readJSON(decode(doc.text), 0);
    if (!is(root, Kind.Object)) continue;
    const p = root.get("parameters");
    if (is(p, Kind.Object)) root = p;
    all.members.push(...root.members);
  }
  return all;
}

/** What the expressions of a template can name. */
interface Scope {
  parameters: Node | undefined;
  arguments: Node | undefined;
  outer: Scope | undefined;
  variables: Node | undefined;
}

export function template(s: ShapeReader, root: Node): void {
  deployment(s, root, {
    parameters: root.get("parameters"),
    arguments: s.parameters,
    outer: undefined,
    variables: root.get("variables"),
  });
}

function deployment(s: ShapeReader, tmpl: Node, sc: Scope): void {
  const r = tmpl.get("resources");
  for (const item of r?.items ?? []) templateResource(s, item, sc, "", "");
  for (const m of r?.members ?? []) templateResource(s, m.value, sc, "", "");
}

function templateResource(s: ShapeReader, n: Node, sc: Scope, parentType: string, parentName: string): void {
  if (n.kind !== Kind.Object) return;
  const existing = n.getFold("existing");
  if (is(existing, Kind.Boolean) && existing.boolean) return;
  const condition = n.getFold("condition");
  if (condition !== undefined) {
    resolve(s, condition, sc, 0);
    if (condition.kind === Kind.Boolean && !condition.boolean) return;
  }
  let type = str(n.getFold("type"));
  if (foldEqual(type, "Microsoft.Resources/deployments")) {
    nestedDeployment(s, n, sc);
    return;
  }
  if (parentType !== "" && !isAzureType(type)) type = parentType + "/" + type;
  const children = n.getFold("resources");
  for (const m of n.members) {
    if (m.value === children) continue;
    if (foldEqual(m.name, "properties")) copies(m.value);
    resolve(s, m.value, sc, 0);
  }
  let name = azureName(n);
  if (parentName !== "") name = parentName + "/" + name;
  if (isAzureType(type)) s.add(type, name, templateBody(s, n, children), n);
  for (const item of children?.items ?? []) templateResource(s, item, sc, type, name);
}

function templateBody(s: ShapeReader, n: Node, children: Node | undefined): Node {
  const body = new Node(Kind.Object);
  body.at = n;
  for (const m of n.members) if (m.value !== children) body.members.push(m);
  respell(s, body);
  return body;
}

function nestedDeployment(s: ShapeReader, n: Node, sc: Scope): void {
  const properties = n.getFold("properties");
  const tmpl = properties?.getFold("template");
  if (!is(tmpl, Kind.Object)) return;
  let inner = sc;
  if (foldEqual(str(properties?.getFold("expressionEvaluationOptions")?.getFold("scope")), "inner")) {
    inner = {
      parameters: tmpl.get("parameters"),
      arguments: properties?.getFold("parameters"),
      outer: sc,
      variables: tmpl.get("variables"),
    };
  }
  deployment(s, tmpl, inner);
}

/** Turns what a copy loop inside properties builds into unknown values. */
function copies(n: Node): void {
  if (n.kind === Kind.Array) for (const item of n.items) copies(item);
  if (n.kind !== Kind.Object) return;
  const built: Member[] = [];
  const kept: Member[] = [];
  for (const m of n.members) {
    if (m.name !== "copy" || m.value.kind !== Kind.Array) {
      copies(m.value);
      kept.push(m);
      continue;
    }
    for (const loop of m.value.items) {
      const name = str(loop.getFold("name"));
      if (name !== "" && loop.getFold("input") !== undefined) {
        const value = new Node(Kind.Unknown);
        value.text = "built by a copy loop";
        value.at = loop;
        built.push({ name, value });
      }
    }
  }
  if (built.length > 0) n.members = kept.concat(built);
}

/** Replaces expressions by their values where these are literal, else by unknown values. */
function resolve(s: ShapeReader, n: Node, sc: Scope, depth: number): void {
  if (n.kind === Kind.Array) {
    for (const item of n.items) resolve(s, item, sc, depth);
  } else if (n.kind === Kind.Object) {
    for (const m of n.members) resolve(s, m.value, sc, depth);
  } else if (n.kind === Kind.Text) {
    if (!isExpression(n.text)) {
      if (n.text.startsWith("[[")) n.text = n.text.slice(1);
      return;
    }
    const v = value(s, n.text.slice(1, -1), n, sc, depth);
    if (v === undefined) {
      n.kind = Kind.Unknown;
      n.optional = mayBeNull(n.text);
      return;
    }
    n.kind = v.kind;
    n.boolean = v.boolean;
    n.number = v.number;
    n.text = v.text;
    n.members = v.members;
    n.items = v.items;
    n.optional = v.optional;
  }
}

function isExpression(s: string): boolean {
  return s.length > 1 && s[0] === "[" && s.endsWith("]") && s[1] !== "[";
}

/** Evaluates an expression of the literal kinds, or gives undefined. */
function value(s: ShapeReader, expression: string, at: Node, sc: Scope, depth: number): Node | undefined {
  if (depth > 20) return undefined;
  const e = new ExpressionReader(expression);
  const name = fold(e.name());
  if (name === "" || !e.take("(")) return undefined;
  const argument = e.string();
  if (!e.take(")")) return undefined;
  let v: Node | undefined;
  if ((name === "true" || name === "false") && argument === undefined) {
    v = new Node(Kind.Boolean);
    v.boolean = name === "true";
  } else if (name === "parameters" && argument !== undefined) {
    v = parameter(s, argument, at, sc, depth);
  } else if (name === "variables" && argument !== undefined) {
    v = sc.variables?.getFold(argument)?.copyAt(at, s.budget);
    if (v !== undefined) resolve(s, v, sc, depth + 1);
  }
  while (v !== undefined && !e.end()) v = e.step(v);
  return v;
}

function parameter(s: ShapeReader, name: string, at: Node, sc: Scope, depth: number): Node | undefined {
  const definition = sc.parameters?.getFold(name);
  if (fold(str(definition?.getFold("type"))).startsWith("secure")) return undefined;
  const argument = sc.arguments?.getFold(name);
  const given = argument?.getFold("value");
  if (given !== undefined) {
    const v = given.copyAt(at, s.budget);
    if (v !== undefined && sc.outer !== undefined) resolve(s, v, sc.outer, depth + 1);
    return v;
  }
  if (argument !== undefined) return undefined;
  const v = definition?.getFold("defaultValue")?.copyAt(at, s.budget);
  if (v !== undefined) resolve(s, v, sc, depth + 1);
  return v;
}

/** Reads an expression of a template from left to right. */
class ExpressionReader {
  private pos = 0;

  constructor(private text: string) {}

  private space(): void {
    while (this.pos < this.text.length && " \t\n\r".includes(this.text[this.pos]!)) this.pos++;
  }

  end(): boolean {
    this.space();
    return this.pos >= this.text.length;
  }

  take(s: string): boolean {
    this.space();
    if (!this.text.startsWith(s, this.pos)) return false;
    this.pos += s.length;
    return true;
  }

  name(): string {
    this.space();
    const name = /^[A-Za-z0-9_]*/.exec(this.text.slice(this.pos))![0];
    this.pos += name.length;
    return name;
  }

  /** A text in single quotes; two of them inside stand for one. */
  string(): string | undefined {
    if (!this.take("'")) return undefined;
    for (let i = this.pos; i < this.text.length; i++) {
      if (this.text[i] !== "'") continue;
      if (this.text[i + 1] === "'") {
        i++;
        continue;
      }
      const s = this.text.slice(this.pos, i).replace(/''/g, "'");
      this.pos = i + 1;
      return s;
    }
    return undefined;
  }

  /** Reads .name, ['name'] or [number] and takes that part of the value. */
  step(v: Node): Node | undefined {
    if (this.take(".")) return v.getFold(this.name());
    if (!this.take("[")) return undefined;
    const name = this.string();
    if (name !== undefined) return this.take("]") ? v.getFold(name) : undefined;
    const digits = this.name();
    if (!/^[0-9]{1,9}$/.test(digits) || !this.take("]") || v.kind !== Kind.Array) return undefined;
    return v.items[Number(digits)];
  }
}
