// At the old address of a page: leads on to the new one, and to the heading
// that was asked for. Another site is only linked: going there is up to the
// visitor.
import { fileOf, isHere } from "./leading.ts";

const script = document.currentScript as HTMLScriptElement | null;

/** The part of the address behind #, as the page's author wrote it. */
function fragment(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

function lead(to: string, headings: Record<string, string>): void {
  const heading = Object.hasOwn(headings, fragment()) ? headings[fragment()] : undefined;
  const url = new URL(heading ?? to, location.href);
  if (!url.search) url.search = location.search;
  if (!url.hash && heading === undefined) url.hash = location.hash;
  if (isHere(url)) {
    location.replace(fileOf(url));
    return;
  }
  document.addEventListener("DOMContentLoaded", () => {
    const link = document.querySelector<HTMLAnchorElement>("#moved");
    if (link) link.href = url.href;
  });
}

if (script) lead(script.dataset["to"] ?? "../", JSON.parse(script.dataset["headings"] ?? "{}") as Record<string, string>);
