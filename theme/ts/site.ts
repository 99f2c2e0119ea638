// What every page runs: links from disk, the colour scheme, the contents that
// follow the scroll, tabs, copying. Pages work without any of it.
import { siteScript as words } from "../strings.json";
import { fileOf, isHere } from "./leading.ts";
import { scriptURL } from "./script-url.ts";

// Links lead to files, not folders, where the site was opened from disk.
if (location.protocol === "file:") {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (link instanceof HTMLAnchorElement && link.protocol === "file:") link.href = fileOf(new URL(link.href));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.action.endsWith("/")) form.action += "index.html";
  });
}

/** The button in the footer that goes through system, light, dark. */
function schemeSwitch(): void {
  const button = document.querySelector<HTMLButtonElement>("#scheme");
  if (!button) return;
  const root = document.documentElement;
  const order = ["auto", "light", "dark"];
  const show = () => {
    button.querySelector("span")!.textContent = words.schemes[(root.dataset["theme"] ?? "auto") as keyof typeof words.schemes];
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset["theme"] ?? "auto") + 1) % order.length]!;
    if (next === "auto") delete root.dataset["theme"];
    else root.dataset["theme"] = next;
    try {
      if (next === "auto") localStorage.removeItem("pillars-theme");
      else localStorage.setItem("pillars-theme", next);
    } catch {
      // It holds for this page at least.
    }
    show();
  });
  show();
  button.hidden = false;
}

/** Marks the entry of the contents whose section is being read. */
function followScroll(): void {
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".contents a[href^='#']")) {
    links.set(decodeURIComponent(link.hash.slice(1)), link);
  }
  if (links.size === 0) return;
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter((h) => h !== null);
  let current: HTMLAnchorElement | undefined;
  const update = () => {
    const line = innerHeight * 0.25;
    let at = headings[0];
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top > line) break;
      at = heading;
    }
    const link = at && links.get(at.id);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    if (link) keepInView(link);
    current = link;
  };
  const box = document.querySelector<HTMLElement>(".contents");
  /** Scrolls the contents alone: scrollIntoView would also stop the page's own smooth scrolling. */
  const keepInView = (link: HTMLElement) => {
    const [inner, outer] = [link.getBoundingClientRect(), box!.getBoundingClientRect()];
    if (inner.top < outer.top) box!.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) box!.scrollTop += inner.bottom - outer.bottom;
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        if (box && getComputedStyle(box).position === "sticky") update();
      });
    },
    { passive: true },
  );
}

/** On a narrow screen the contents start closed. */
function foldContents(): void {
  const details = document.querySelector<HTMLDetailsElement>(".contents details");
  if (!details) return;
  if (matchMedia("(max-width: 63.99rem)").matches) details.open = false;
  details.classList.add("ready");
}

/** The element that the address names, if the page has it. */
function named(): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

/** Opens what is folded around the element the address names; a heading that
 * has moved leads on to where it is now. */
function openNamed(): void {
  const target = named();
  const moved = target?.querySelector<HTMLAnchorElement>(":scope > a[data-moved]");
  if (moved && isHere(new URL(moved.href))) {
    location.replace(fileOf(new URL(moved.href)));
    return;
  }
  let folded = false;
  for (let node = target?.closest("details"); node; node = node.parentElement?.closest("details")) {
    folded ||= !node.open;
    node.open = true;
  }
  if (folded) target!.scrollIntoView();
}

/** Makes tabs of sections that stand below each other without script. */
function tabs(): void {
  let count = 0;
  for (const group of document.querySelectorAll<HTMLElement>("[data-tabs], .tabs")) {
    group.id ||= `tabs-${++count}`;
    const panels = [...group.children].filter((c): c is HTMLElement => c instanceof HTMLElement && c.matches("section"));
    group.classList.add("ready");
    if (panels.length < 2) continue;
    const list = document.createElement("div");
    list.setAttribute("role", "tablist");
    list.className = "tablist";
    const buttons = panels.map((panel, i) => {
      const heading = panel.querySelector("h2, h3, h4, .tab-title");
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("role", "tab");
      button.id = `${group.id}-button-${i}`;
      button.textContent = heading?.textContent ?? String(i + 1);
      panel.id ||= `${group.id}-panel-${i}`;
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      heading?.classList.add("visually-hidden");
      list.append(button);
      return button;
    });
    const choose = (n: number, focus: boolean) => {
      buttons.forEach((button, i) => {
        button.setAttribute("aria-selected", String(i === n));
        button.tabIndex = i === n ? 0 : -1;
        panels[i]!.hidden = i !== n;
      });
      if (focus) buttons[n]!.focus();
    };
    list.addEventListener("click", (event) => {
      const n = buttons.indexOf(event.target as HTMLButtonElement);
      if (n >= 0) choose(n, false);
    });
    list.addEventListener("keydown", (event) => {
      const n = buttons.indexOf(event.target as HTMLButtonElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (n < 0 || step === undefined) return;
      event.preventDefault();
      choose((n + step + buttons.length) % buttons.length, true);
    });
    group.prepend(list);
    choose(0, false);
    // A link into a panel opens it.
    const open = () => {
      const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
      const n = panels.findIndex((panel) => target !== null && panel.contains(target));
      if (n < 0 || !panels[n]!.hidden) return;
      choose(n, false);
      target!.scrollIntoView();
    };
    addEventListener("hashchange", open);
    open();
  }
}

/** Puts a copy button on code, and fills the ones that copy a link. */
function copying(): void {
  if (!navigator.clipboard) return;
  const button = (label: string, text: () => string) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "copy";
    b.textContent = label;
    b.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text());
      b.textContent = words.copied;
      setTimeout(() => (b.textContent = label), 1500);
    });
    return b;
  };
  for (const pre of document.querySelectorAll<HTMLElement>("main pre")) {
    if (!pre.querySelector("code") || pre.closest("[data-no-copy]")) continue;
    const wrap = document.createElement("div");
    wrap.className = "code";
    pre.replaceWith(wrap);
    wrap.append(pre, button(words.copy, () => pre.textContent ?? ""));
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    const b = button(words.copy, () => place.dataset["copy"]!);
    b.setAttribute("aria-label", place.dataset["copyLabel"] ?? words.copy);
    place.append(b);
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-copy-link]")) {
    place.append(button(words.copyLink, () => location.href.split("#")[0]!));
  }
}

/** Keeps the site for reading without a network, where it is served for good. */
function offline(): void {
  const worker = document.documentElement.dataset["offline"];
  if (!worker || !("serviceWorker" in navigator) || location.protocol === "file:") return;
  addEventListener("load", () => {
    navigator.serviceWorker.register(scriptURL(worker) as string).catch(() => {});
  });
}

schemeSwitch();
foldContents();
followScroll();
tabs();
copying();
offline();
openNamed();
addEventListener("hashchange", openNamed);
