// Handing a review out for people: as a table or as a report.
import { type Rule, today } from "./model.ts";
import { csv, markdown } from "./formats.ts";
import type { Work } from "./work.ts";
import { download } from "../dom.ts";
import { fileName } from "./export.ts";

/** form is "csv" or "md"; rules are those in scope. */
export function saveTable(form: string, work: Work, rules: readonly Rule[]): void {
  const sheet = { workload: work.workload, created: work.created, updated: work.updated, rules, answers: work.answers, day: today() };
  if (form === "csv") download(fileName(work, "csv"), "text/csv", csv(sheet));
  else download(fileName(work, "md"), "text/markdown", markdown(sheet));
}
