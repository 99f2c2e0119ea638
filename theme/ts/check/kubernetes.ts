// Kubernetes objects: the twin of rules/check/kubernetes.go.

import { hasPlaceholder, isAzureType } from "./azure.ts";
import { is, Kind, type Member, type Node, str } from "./node.ts";
import type { ShapeReader } from "./shape.ts";

/** Whether n is a Kubernetes object or list. */
export function isKubernetes(n: Node): boolean {
  return is(n.get("apiVersion"), Kind.Text) && is(n.get("kind"), Kind.Text) && !isAzureType(str(n.get("type")));
}

/** Adds a Kubernetes object, or the objects of a list of any kind. */
export function kubernetes(s: ShapeReader, n: Node): void {
  s.shape("kubernetes");
  kubernetesObject(s, n, str(n.get("apiVersion")), str(n.get("kind")));
}

function kubernetesObject(s: ShapeReader, n: Node, version: string, kind: string): void {
  const items = n.get("items");
  if (kind.endsWith("List") && is(items, Kind.Array)) {
    for (const item of items.items) {
      if (item.kind !== Kind.Object) continue;
      if (isKubernetes(item)) kubernetesObject(s, item, str(item.get("apiVersion")), str(item.get("kind")));
      else if (kind !== "List") kubernetesObject(s, item, version, kind.slice(0, -4));
    }
    return;
  }
  tidy(n);
  let name = plainName(n.get("metadata")?.get("name"));
  const namespace = plainName(n.get("metadata")?.get("namespace"));
  if (namespace !== "") name = namespace + "/" + name;
  s.add(version + "/" + kind, name, n, n);
}

function plainName(n: Node | undefined): string {
  return is(n, Kind.Text) || is(n, Kind.Unknown) ? n.text : "";
}

/** Takes out nulls, all the way down, and turns texts with placeholders into unknown values. */
export function tidy(n: Node): void {
  if (n.kind === Kind.Text) {
    if (hasPlaceholder(n.text)) n.kind = Kind.Unknown;
  } else if (n.kind === Kind.Array) {
    for (const item of n.items) tidy(item);
  } else if (n.kind === Kind.Object) {
    const kept: Member[] = [];
    const nulls: Member[] = [];
    for (const m of n.members) {
      if (m.value.kind === Kind.Null) {
        nulls.push(m);
        continue;
      }
      tidy(m.value);
      kept.push(m);
    }
    if (nulls.length > 0) {
      n.members = kept;
      n.nulls = n.nulls.concat(nulls);
    }
  }
}
