// Recognises what a document is: the twin of rules/check/shape.go.

import { azureRoot, restExample } from "./azure.ts";
import type { Program, Read, Resource } from "./check.ts";
import { readJSON } from "./json.ts";
import { is, Kind, type Node } from "./node.ts";
import type { Shape } from "./report.ts";
import { isParameterFile, isTemplate, template } from "./template.ts";
import { type Failure, maxNodes } from "./text.ts";
import { maskIDs, shorten } from "./value.ts";

const unrecognised =
  "no known shape: expected the output of az, an ARM resource or template, a Terraform plan or state as JSON, or Kubernetes objects";

export class ShapeReader {
  readonly budget = { left: maxNodes };

  constructor(
    readonly program: Program,
    private read: Read,
    readonly parameters: Node,
  ) {}

  problem(f: Failure): void {
    const { line, column } = this.read.src.position(f.offset);
    this.read.report.problems.push({ line, column, code: f.code, message: maskIDs(f.message) });
  }

  /** Notes the shape of a document, which its first resource decides. */
  shape(shape: Shape): void {
    if (this.read.report.shape === "unrecognised") this.read.report.shape = shape;
  }

  add(type: string, name: string, body: Node, root: Node): void {
    const resource: Resource = { type, name: shorten(maskIDs(name)), body, root, doc: this.read.src };
    this.read.resources.push(resource);
  }

  /** A document that begins like JSON. */
  json(): void {
    const { root, comment, fail } = readJSON(this.read.src.text, 0);
    if (root === undefined) {
      if (fail !== undefined) this.problem(fail);
      return;
    }
    if (comment >= 0 && !isTemplate(root) && !isParameterFile(root)) {
      this.problem({ offset: comment, code: "comment", message: "JSON has no comments, except in ARM templates" });
      return;
    }
    this.root(root);
    if (this.read.report.shape === "unrecognised") {
      this.problem({ offset: 0, code: "unrecognised", message: unrecognised });
    }
  }

  private root(root: Node): void {
    if (isTemplate(root)) {
      this.shape("arm-template");
      template(this, root);
    } else if (isParameterFile(root)) {
      this.shape("arm-template");
    } else if (is(root.get("parameters"), Kind.Object) && is(root.get("responses"), Kind.Object)) {
      restExample(this, root);
    } else {
      azureRoot(this, root);
    }
  }
}
