// Where addresses lead.

/** The address of a page. Opened from disk, a folder's address shows the
 * folder: there it is that of the page's file. */
export function fileOf(url: URL): string {
  if (url.protocol === "file:" && url.pathname.endsWith("/")) url.pathname += "index.html";
  return url.href;
}

/** Whether an address is on this page's own host. */
export function isHere(url: URL): boolean {
  return url.protocol === location.protocol && url.host === location.host;
}
