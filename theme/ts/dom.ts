// Making, finding and filling elements, and handing over files.

/** An element with attributes and children; text stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The element with that ID; the page's template has it. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element “${id}”.`);
  return found as T;
}

/** Sets a text where it differs, so that nothing is laid out for nothing. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Replaces what is in an element; the focus stays where it was. */
export function redraw(box: HTMLElement, children: HTMLElement[]): void {
  const buttons = () => [...box.querySelectorAll("button")];
  const at = buttons().indexOf((box.getRootNode() as Document | ShadowRoot).activeElement as HTMLButtonElement);
  box.replaceChildren(...children);
  if (at >= 0) buttons()[at]?.focus();
}

/** Hands the visitor a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
