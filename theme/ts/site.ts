// What every page runs.

// Opened from disk, a folder's address shows the folder, not its page: lead
// to the file instead.
if (location.protocol === "file:") {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.protocol !== "file:" || !link.pathname.endsWith("/")) return;
    link.pathname += "index.html";
  });
}
