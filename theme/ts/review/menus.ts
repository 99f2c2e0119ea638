// The menus of the bar: they close when something is chosen, by Escape (see
// keys.ts) and by a click elsewhere.

/** Runs what an entry's data-do names, or exports what its data-export names. */
export function menus(bar: HTMLElement, actions: Record<string, () => void>, exportAs: (form: string) => void): void {
  bar.addEventListener("click", (event) => {
    const entry = (event.target as Element).closest<HTMLElement>(".menu-items button");
    if (!entry) return;
    const menu = entry.closest<HTMLDetailsElement>("details")!;
    menu.open = false;
    menu.querySelector("summary")!.focus();
    if (entry.dataset["export"]) exportAs(entry.dataset["export"]);
    else actions[entry.dataset["do"] ?? ""]?.();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
}
