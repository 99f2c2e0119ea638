import type { Catalog, Document, Options, Report } from "./checker.js";

/**
 * The element <pillars-check>: a place for documents, and what a catalog's
 * checks say of them. Importing this module defines it.
 */
export declare class PillarsCheck extends HTMLElement {
  static readonly observedAttributes: string[];

  /** The report that is shown; undefined where there is none. */
  get report(): Report | undefined;

  /** The catalog to check against, in place of the one that the attribute names. */
  get catalog(): Catalog | undefined;
  set catalog(catalog: Catalog | undefined);

  /** What the check is to know besides: parameters, review, today. */
  get options(): Options;
  set options(options: Options);

  /**
   * Shows documents and checks them. Gives the report, or undefined where
   * there is nothing to check. Rejects where no check can be made; what is
   * wrong with a document is in the report.
   */
  check(documents: Document[]): Promise<Report | undefined>;

  connectedCallback(): void;
  disconnectedCallback(): void;
  attributeChangedCallback(name: string, old: string | null, value: string | null): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "pillars-check": PillarsCheck;
  }
  interface HTMLElementEventMap {
    "pillars-report": CustomEvent<Report>;
    "pillars-error": CustomEvent<Error>;
  }
}
