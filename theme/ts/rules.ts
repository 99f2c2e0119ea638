// The rule list: filters whose state is in the address.

interface Row {
  element: HTMLElement;
  text: string;
  facets: Record<string, string>;
}

const facets = ["pillar", "service", "kind", "severity", "check"] as const;

function start(): void {
  const form = document.querySelector<HTMLFormElement>("#filters");
  const list = document.querySelector("#rules");
  const count = document.querySelector("#count");
  const none = document.querySelector<HTMLElement>("#none");
  if (!form || !list || !count || !none) return;

  const rows: Row[] = Array.from(list.children, (child) => {
    const element = child as HTMLElement;
    const values: Record<string, string> = {};
    for (const facet of facets) values[facet] = element.dataset[facet] || "none";
    return { element, text: fold(element.querySelector("a")?.textContent ?? ""), facets: values };
  });

  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  const names = ["q", ...facets];

  function readAddress(): void {
    const query = new URLSearchParams(location.search);
    for (const name of names) field(name).value = query.get(name) ?? "";
  }

  function writeAddress(): void {
    const query = new URLSearchParams();
    for (const name of names) if (field(name).value) query.set(name, field(name).value);
    const search = query.size ? `?${query}` : "";
    // Some browsers refuse this for files opened from disk; the list still works.
    try {
      history.replaceState(null, "", location.pathname + search + location.hash);
    } catch {}
  }

  function apply(): void {
    const words = fold(field("q").value).split(" ").filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits =
        words.every((word) => row.text.includes(word)) &&
        facets.every((facet) => !field(facet).value || field(facet).value === row.facets[facet]);
      row.element.hidden = !fits;
      if (fits) shown++;
    }
    const number = document.createElement("strong");
    number.textContent = String(shown);
    count!.replaceChildren(number, shown === rows.length ? " rules" : ` of ${rows.length} rules`);
    none!.hidden = shown > 0;
  }

  form.addEventListener("input", () => {
    writeAddress();
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => queueMicrotask(() => {
    for (const name of names) field(name).value = "";
    writeAddress();
    apply();
  }));
  addEventListener("popstate", () => {
    readAddress();
    apply();
  });
  form.hidden = false;
  readAddress();
  apply();
}

/** Lower case, single spaces, no accents: what search compares. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

start();
