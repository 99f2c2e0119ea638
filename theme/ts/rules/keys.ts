// Keys in the list: up and down move along the rules, Home and End lead to the
// first and last, Escape back to the search. Enter opens a rule, as it does
// any link.

/** grow puts more rows into the list, or all of them. */
export function moveByKeys(search: HTMLInputElement, list: HTMLElement, grow: (all?: boolean) => boolean): void {
  const focus = (item: Element | null) => item?.querySelector("a")?.focus();
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.firstElementChild) {
      event.preventDefault();
      focus(list.firstElementChild);
    }
  });
  list.addEventListener("keydown", (event) => {
    const item = (event.target as Element).closest("li");
    if (!item || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    switch (event.key) {
      case "ArrowDown":
        if (!item.nextElementSibling) grow();
        focus(item.nextElementSibling);
        break;
      case "ArrowUp":
        if (item.previousElementSibling) focus(item.previousElementSibling);
        else search.focus();
        break;
      case "Home":
        focus(list.firstElementChild);
        break;
      case "End":
        grow(true);
        focus(list.lastElementChild);
        break;
      case "Escape":
        search.focus();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
