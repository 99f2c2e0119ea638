// The part of the list that is in the page: the first rows, and more as the
// visitor comes near the end. Thousands of rows at once would make the page
// slow: putting them in and taking them out is what takes time.

/** Rows at first, and rows that are put in at a time from there on. */
const first = 50;
const step = 200;

export interface ListWindow<T> {
  /** Shows other items, from the first. */
  show(items: T[]): void;
  /** Puts more items in; false where all are there. */
  grow(all?: boolean): boolean;
}

/** The list holds the first of all items from the start. */
export function makeWindow<T>(list: HTMLElement, all: T[], make: (item: T) => HTMLElement): ListWindow<T> {
  let items = all;
  let shown = list.childElementCount;

  function grow(rest = false): boolean {
    if (shown >= items.length) return false;
    const upTo = rest ? items.length : shown + step;
    list.append(...items.slice(shown, upTo).map(make));
    shown = Math.min(upTo, items.length);
    return true;
  }

  const end = document.createElement("div");
  list.after(end);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((e) => e.isIntersecting) || !grow()) return;
      // It tells of changes only: where the end is still near, it must look anew.
      observer.unobserve(end);
      observer.observe(end);
    },
    { rootMargin: "1500px" },
  );
  observer.observe(end);
  addEventListener("beforeprint", () => grow(true));
  return {
    grow,
    show(next) {
      if (next.length === items.length && next.every((item, i) => item === items[i])) return;
      items = next;
      shown = Math.min(first, items.length);
      list.replaceChildren(...items.slice(0, shown).map(make));
    },
  };
}
