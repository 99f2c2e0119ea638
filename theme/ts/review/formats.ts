// A review as a table (CSV) and as a report (Markdown), for people and for
// other tools. The review file itself is made in work.ts.
import { reviewLaterScript as words, severity as severityNames } from "../../strings.json";
import { fill, named } from "../words.ts";
import { csvOf } from "../csv.ts";
import { type Answer, type Rule, stateOf, states, tally, total } from "./model.ts";
import { deadline, stateNames } from "./words.ts";

const columns = ["Rule", "Title", "Pillar", "Service", "Severity", "Status", "Reason", "By", "Date", "Due", "Expires", "Look again", "Address"];

/** What both forms are made of: the rules in scope, in the page's order. */
export interface Sheet {
  workload: string;
  created: string;
  updated: string;
  rules: readonly Rule[];
  answers: ReadonlyMap<string, Answer>;
  day: string;
}

/** CSV, with a byte order mark so that spreadsheets read it as UTF-8. */
export function csv(sheet: Sheet): string {
  const rows = [columns];
  for (const rule of sheet.rules) {
    const a = sheet.answers.get(rule.id);
    rows.push([
      rule.id, rule.title, rule.pillarName, rule.serviceName, rule.severity, stateNames[a?.status ?? "open"],
      a?.reason ?? "", a?.by ?? "", a?.date ?? "", a?.due ?? "", a?.expires ?? "",
      a && a.textHash !== rule.hash ? words.table.lookAgain : "", rule.url,
    ]);
  }
  return "\uFEFF" + csvOf(rows);
}

export function markdown(sheet: Sheet): string {
  const { rules, answers, day } = sheet;
  const all = tally(rules, answers, day);
  const lines = [
    `# ${inline(fill(words.table.title, { workload: sheet.workload }))}`, "",
    fill(words.table.about, { created: sheet.created.slice(0, 10), updated: sheet.updated.slice(0, 10), answered: total(all) - all.open, n: total(all) }), "",
    row([words.table.pillar, words.table.rules, ...states.map((s) => stateNames[s])]),
    row(["---", ...Array<string>(states.length + 1).fill("---:")]),
  ];
  for (const name of new Set(rules.map((r) => r.pillarName))) {
    const t = tally(rules.filter((r) => r.pillarName === name), answers, day);
    lines.push(row([inline(name), String(total(t)), ...states.map((s) => String(t[s]))]));
  }
  for (const state of ["todo", "open", "accepted", "notApplicable", "done"] as const) {
    const own = rules.filter((r) => stateOf(answers.get(r.id), day) === state);
    if (own.length === 0) continue;
    lines.push("", `## ${stateNames[state]} (${own.length})`, "");
    for (const rule of own) lines.push(...entry(rule, answers.get(rule.id), day));
  }
  return lines.join("\n") + "\n";
}

function entry(rule: Rule, a: Answer | undefined, day: string): string[] {
  const link = /^https?:/.test(rule.url) ? `[${rule.id}](${rule.url})` : rule.id;
  const notes = [`${inline(rule.pillarName)}, ${named(severityNames, rule.severity)}`];
  if (a) {
    if (a.by) notes.push(inline(a.by));
    notes.push(a.date, ...deadline(a, day));
    if (a.textHash !== rule.hash) notes.push(words.table.lookAgain);
  }
  const lines = [`- ${link} **${inline(rule.title)}** (${notes.join("; ")})`];
  if (a?.reason) lines.push(...a.reason.split(/\r?\n/).filter((l) => l.trim() !== "").map((l) => `  > ${inline(l)}  `));
  return lines;
}

function row(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Text that Markdown shows as it is, on one line. */
function inline(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/[\\`*_{}[\]<>#|~!&$]/g, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2").replace(/^[-+=]/, "\\$&");
}
