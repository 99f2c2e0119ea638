// Handing out the review file. It needs nothing that is loaded late: what is
// answered can be saved at any time. Tables and reports are made in tables.ts.
import { type Work, fileText, toReview } from "./work.ts";
import { download } from "../dom.ts";
import { fold } from "./list.ts";

export function saveReview(work: Work): void {
  download(fileName(work, "json"), "application/json", fileText(toReview(work)));
}

export function fileName(work: Work, extension: string): string {
  return (fold(work.workload).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "workload") + `-review.${extension}`;
}
