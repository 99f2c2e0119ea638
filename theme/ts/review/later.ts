// What the review page needs only once somebody asks for it: comparing,
// taking over a report, the forms of export that are no review file. It is a
// script of its own, loaded then (see load.ts), so that the page itself is
// small.
import { ComparisonPanel } from "./comparison.ts";
import { evidence } from "./evidence.ts";
import { Proposals } from "./proposals.ts";
import { saveTable } from "./tables.ts";

const parts = { ComparisonPanel, Proposals, evidence, saveTable };

export type Later = typeof parts;

(window as unknown as { pillarsReviewLater: Later }).pillarsReviewLater = parts;
