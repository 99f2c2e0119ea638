// Words about an answer that the list, the panels and the exported files share.
import { type Answer, type State, expired, overdue } from "./model.ts";

export const stateNames: Record<State, string> = { done: "Done", notApplicable: "Not applicable", accepted: "Accepted risk", todo: "To do", open: "No answer" };

const strings = {
  expired: (day: string) => `accepted until ${day}, expired`,
  until: (day: string) => `accepted until ${day}`,
  due: (day: string) => `due ${day}`,
  overdue: (day: string) => `overdue since ${day}`,
};

/** When an answer ends or is due, in words; empty where it has no day. */
export function deadline(a: Answer, day: string): string[] {
  if (a.status === "accepted" && a.expires) return [expired(a, day) ? strings.expired(a.expires) : strings.until(a.expires)];
  if (a.status === "todo" && a.due) return [overdue(a, day) ? strings.overdue(a.due) : strings.due(a.due)];
  return [];
}
