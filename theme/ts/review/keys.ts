// The keyboard: what each key does while a rule has the focus.
import { statuses } from "./model.ts";
import type { List, Row } from "./list.ts";
import type { Status } from "./model.ts";
import { byId } from "../dom.ts";

export interface KeyActions {
  answer(row: Row, status: Status | undefined): void;
  still(row: Row): void;
  unanswered(): void;
}

/** Listens for keys. Single keys can be switched off in the help, as people
 * who speak to their computer need; the choice is kept. */
export function listen(list: List, actions: KeyActions, keep: { get(): boolean; set(on: boolean): void }): void {
  const help = byId<HTMLDialogElement>("review-help");
  const on = byId<HTMLInputElement>("review-keys-on");
  on.checked = keep.get();
  on.addEventListener("change", () => keep.set(on.checked));
  byId("review-keys").addEventListener("click", () => help.showModal());
  byId("review-help-close").addEventListener("click", () => help.close());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = event.target as Element;
    const row = list.focused();
    if (event.key === "Escape" && closeMenu(target)) return;
    if (target.matches("input, textarea, select")) {
      if (event.key === "Escape" && row) list.closeEditor(row);
      return;
    }
    if (!row && target !== document.body) return;
    const act = action(event.key, row);
    if (!act || (event.key.length === 1 && !on.checked)) return;
    event.preventDefault();
    act();
  });

  function action(key: string, row: Row | undefined): (() => void) | undefined {
    switch (key) {
      case "j":
        return () => list.step(1);
      case "k":
        return () => list.step(-1);
      case "u":
        return () => actions.unanswered();
      case "?":
        return () => help.showModal();
    }
    if (!row) return undefined;
    switch (key) {
      case "ArrowDown":
        return () => list.step(1);
      case "ArrowUp":
        return () => list.step(-1);
      case "n":
        return () => list.openEditor(row);
      case "s":
        return () => actions.still(row);
      case "0":
        return () => actions.answer(row, undefined);
      case "Escape":
        return () => list.closeEditor(row);
    }
    const status = statuses[Number(key) - 1];
    return status ? () => actions.answer(row, status) : undefined;
  }
}

/** Closes the open menu that a key was pressed in, and leads back to its button. */
function closeMenu(target: Element): boolean {
  const menu = target.closest<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary")!.focus();
  return true;
}
