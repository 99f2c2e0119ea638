// Code generated from schema/review.schema.json by types.mjs. DO NOT EDIT.

export type Answer = {
  /**
   * Rule ID. It may be withdrawn from the catalog since.
   */
  rule: string;
  /**
   * The one resource the answer is about. Without it the answer is about the whole workload. An answer about a resource goes before one about the workload.
   */
  resource?: {
    /**
     * As in a report: Microsoft.ContainerService/managedClusters, apps/v1/Deployment. Compared ignoring case.
     */
    type: string;
    /**
     * As in a report; of a Kubernetes object with a namespace: namespace/name.
     */
    name: string;
  };
  /**
   * done: the rule holds. notApplicable: it is not about this workload. accepted: it does not hold, and the risk is taken knowingly. todo: it does not hold yet.
   */
  status: "done" | "notApplicable" | "accepted" | "todo";
  /**
   * Why, in people's words; may have several lines; empty where nobody wrote one.
   */
  reason: string;
  /**
   * Who answers for it: the reviewer, or the owner of what is to do. "pillars check" where the answer was taken over from a report. May be empty.
   */
  by: string;
  /**
   * When it was answered.
   */
  date: string;
  /**
   * Of an accepted risk: the last day on which it is accepted. From the next day on the rule counts as open. Without it the risk is accepted for good.
   */
  expires?: string;
  /**
   * Of something to do: the day by which it is to be done.
   */
  due?: string;
  /**
   * The first 16 hexadecimal digits of the SHA-256 of the rule's text (field text of the catalog, UTF-8) that was answered. Where the catalog's differs, the text has changed since and the answer needs another look.
   */
  textHash: string;
};

/**
 * What people answered to the rules of a catalog for one workload. The review page writes and reads this file; pillars check --review reads it.
 */
export interface Review {
  /**
   * Version of this format. Minor versions only add fields: a reader that knows 1.x reads every 1.y.
   */
  schemaVersion: string;
  /**
   * Name of the workload under review, as people call it.
   */
  workload: string;
  /**
   * Digest of the catalog that was last used with the review (digest of catalog.json). Another digest does not make answers invalid: each answer carries the hash of its rule's text.
   */
  catalog: string;
  /**
   * When the review was started.
   */
  created: string;
  /**
   * When anything in it changed last.
   */
  updated: string;
  /**
   * Which active rules the review is about: those that fit every list that is present. A list that is absent takes in all. "none" stands for rules without a service or pillar.
   */
  scope: {
    /**
     * Service IDs of the catalog.
     *
     * @minItems 1
     */
    services?: string[];
    /**
     * Pillar IDs.
     *
     * @minItems 1
     */
    pillars?: (
      "reliability" | "security" | "cost-optimization" | "operational-excellence" | "performance-efficiency" | "none"
    )[];
    /**
     * @minItems 1
     */
    severities?: ("high" | "medium" | "low")[];
  };
  /**
   * Sorted by rule, then by resource; at most one for a rule and resource. A rule that is not here is not answered.
   */
  answers: Answer[];
}
