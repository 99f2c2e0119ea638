// Recognises what a document is: the twin of rules/check/shape.go.

import { azureRoot, restExample } from "./azure.ts";
import type { Program, Read, Resource } from "./check.ts";
import { readJSON } from "./json.ts";
import { isKubernetes, kubernetes } from "./kubernetes.ts";
import { is, Kind, type Node } from "./node.ts";
import type { Shape } from "./report.ts";
import { isParameterFile, isTemplate, template } from "./template.ts";
import { terraform, terraformShape } from "./terraform.ts";
import { type Failure, maxNodes, utf8Length } from "./text.ts";
import { maskIDs, shorten } from "./value.ts";
import { readYAML, yamlChunks } from "./yaml.ts";

const unrecognised =
  "no known shape: expected the output of az, an ARM resource or template, a Terraform plan or state as JSON, or Kubernetes objects";

const templated = "not YAML but a template with {{ … }}; render it first, for instance with helm template";

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
    const resource: Resource = { type, name: shorten(maskIDs(name)), body, root, doc: this.read.src, pointer: root.pointer() };
    this.read.resources.push(resource);
  }

  /** A document that begins like JSON. */
  json(): void {
    const text = this.read.src.text;
    let { root, comment, fail } = readJSON(text, 0);
    if (fail !== undefined && comment < 0) {
      // A wrapper of Terraform may print its command before the JSON.
      const i = text.indexOf('\n{"format_version"');
      if (i >= 0 && utf8Length(text.slice(0, i)) < 4096) ({ root, comment, fail } = readJSON(text, i + 1));
    }
    if (root === undefined && yamlChunks(text).length > 1) {
      this.yaml(); // JSON texts in a stream with --- between them
      return;
    }
    if (root === undefined) {
      const { offset, code, message } = fail!;
      this.problem(/^[ \t\r\n]*\{\{/.test(text) ? { offset, code: "template", message: templated } : { offset, code, message });
      return;
    }
    if (comment >= 0 && !isTemplate(root) && !isParameterFile(root)) {
      this.problem({ offset: comment, code: "comment", message: "JSON has no comments, except in ARM templates" });
      return;
    }
    this.root(root);
    this.recognised();
  }

  /** A stream of YAML documents. */
  yaml(): void {
    const text = this.read.src.text;
    let found = false;
    for (const chunk of yamlChunks(text)) {
      const { root, fail } = readYAML(text, chunk, this.budget);
      if (fail !== undefined) {
        const isTemplated = fail.code === "yaml-syntax" && text.slice(chunk.start, chunk.end).includes("{{");
        this.problem(isTemplated ? { offset: fail.offset, code: "template", message: templated } : fail);
      } else if (root !== undefined) {
        found = true;
        this.root(root);
      }
    }
    if (found || this.read.report.problems.length > 0) this.recognised();
    else this.problem({ offset: 0, code: "empty", message: "the document is empty" });
  }

  /** Adds a problem where nothing was recognised, and nothing else says why. */
  private recognised(): void {
    const { shape, problems } = this.read.report;
    if (shape === "unrecognised" && problems.length === 0) {
      this.problem({ offset: 0, code: "unrecognised", message: unrecognised });
    }
  }

  private root(root: Node): void {
    const shape = terraformShape(root);
    if (shape !== undefined) {
      terraform(this, root, shape);
    } else if (isTemplate(root)) {
      this.shape("arm-template");
      template(this, root);
    } else if (isParameterFile(root)) {
      this.shape("arm-template");
    } else if (is(root.get("parameters"), Kind.Object) && is(root.get("responses"), Kind.Object)) {
      restExample(this, root);
    } else if (isKubernetes(root)) {
      kubernetes(this, root);
    } else {
      azureRoot(this, root);
    }
  }
}
