// What was opened from the search, latest first, kept in the browser.

export interface Recent {
  url: string; // below the site's root
  title: string;
}

const key = "pillars-recent";
const most = 6;

/** What was opened; nothing where the browser keeps nothing. */
export function recent(): Recent[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter((r) => typeof r?.url === "string" && typeof r?.title === "string" && isPath(r.url)).slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Storage is shared with whatever else stands on the host: only ways below the root are taken from it. */
function isPath(url: string): boolean {
  return /^(rules|guides)\/[^:\\]*$/.test(url) && !url.includes("..");
}

/** Notes that something was opened. */
export function remember(opened: Recent): void {
  try {
    localStorage.setItem(key, JSON.stringify([opened, ...recent().filter((r) => r.url !== opened.url)].slice(0, most)));
  } catch {
    // Nothing is kept here; search works all the same.
  }
}
