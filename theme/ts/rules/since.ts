// Facets of dates: their values are periods, newest first, as "2026-10" for a
// month and "2024" for a year whose months are not told apart. A rule that was
// changed in one was changed since all those behind it.
import { noValue } from "./select.ts";

/** The periods since whose beginning a rule was changed. */
export function sinceOf(periods: string[], own: string): string[] {
  const at = periods.indexOf(own);
  return own === noValue || at < 0 ? [own] : periods.slice(at).filter((p) => p !== noValue);
}

/** The period that stands for a date of the address: the address may be older
 * than the list, and name a month that is a part of a year by now, one in which
 * nothing was changed, or a day. */
export function periodFor(periods: string[], value: string): string {
  const months = periods.filter((p) => /^\d{4}-\d\d$/.test(p));
  const date = /^\d{4}(-\d\d)?/.exec(value)?.[0];
  if (periods.includes(value) || !date || !months[0]) return value;
  const year = date.slice(0, 4);
  if (date < elevenBefore(months[0]) && periods.includes(year)) return year;
  return periods.filter((p) => p !== noValue && p >= date).at(-1) ?? value;
}

/** The month eleven months before one: the first that has a value of its own. */
function elevenBefore(month: string): string {
  const n = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 - 11;
  return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`;
}
