// Words about an answer that the list, the panels and the exported files share.
import { reviewAnswerScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Answer, type State, expired, overdue } from "./model.ts";

export const stateNames: Record<State, string> = words.state;

/** When an answer ends or is due, in words; empty where it has no day. */
export function deadline(a: Answer, day: string): string[] {
  if (a.status === "accepted" && a.expires) return [expired(a, day) ? fill(words.deadline.expired, { day: a.expires }) : fill(words.deadline.until, { day: a.expires })];
  if (a.status === "todo" && a.due) return [overdue(a, day) ? fill(words.deadline.overdue, { day: a.due }) : fill(words.deadline.due, { day: a.due })];
  return [];
}
