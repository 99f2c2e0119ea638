// Handing a review out in one of its forms.
import { type Rule, today } from "./model.ts";
import { type Sheet, csv, markdown } from "./formats.ts";
import { type Work, fileText, toReview } from "./work.ts";
import { download } from "../dom.ts";
import { fold } from "./list.ts";

/** form is "json", "csv", "md" or "print"; rules are those in scope. */
export function handOut(form: string, work: Work, rules: readonly Rule[]): void {
  const sheet: Sheet = { workload: work.workload, created: work.created, updated: work.updated, rules, answers: work.answers, day: today() };
  const name = (fold(work.workload).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "workload") + "-review";
  switch (form) {
    case "json":
      download(`${name}.json`, "application/json", fileText(toReview(work)));
      break;
    case "csv":
      download(`${name}.csv`, "text/csv", csv(sheet));
      break;
    case "md":
      download(`${name}.md`, "text/markdown", markdown(sheet));
      break;
    case "print":
      window.print();
  }
}
