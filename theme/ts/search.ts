// Search everywhere: “/” or Ctrl-K opens it, and the button in the masthead,
// which without this script is a link to the rule list. Engine and names are
// loaded when it opens, the text of the rules when their names are not enough.
import { searchScript as words } from "../strings.json";
import { element } from "./dom.ts";
import { fold } from "./fold.ts";
import { loadEngine, loadTexts, type SearchIndex } from "./search/data.ts";
import { type Group, makeDialog, type Option, type SearchDialog } from "./search/dialog.ts";
import type { GuideHit, RuleHit, SearchEngine } from "./search/engine.ts";
import { excerpt, holds, marked } from "./search/mark.ts";
import { recent, remember } from "./search/recent.ts";
import { fill } from "./words.ts";

/** Results shown in a group. */
const most = { rules: 30, guides: 10, texts: 20 };
/** With fewer results than this among names, the text is asked at once. */
const few = 5;
/** Milliseconds without typing after which the text is asked. */
const pause = { few: 120, many: 600 };

function count(rules: number, articles: number): string {
  return fill(words.found, { rules: fill(words.foundRules, { n: rules }), articles: fill(words.foundArticles, { n: articles }) });
}

function start(): void {
  const link = document.querySelector<HTMLAnchorElement>("#search-open");
  if (!link || !("showModal" in HTMLDialogElement.prototype)) return;
  const root = link.dataset["root"] ?? "";
  const scripts = (link.dataset["scripts"] ?? "").split(" ").filter(Boolean);
  const integrity = (link.dataset["integrity"] ?? "").split(" ").filter(Boolean);

  // From here on it is a button.
  const button = element("button", { type: "button", class: link.className, id: link.id, "aria-haspopup": "dialog", "aria-keyshortcuts": "/ Control+K Meta+K" });
  button.append(...link.childNodes);
  link.replaceWith(button);

  let dialog: SearchDialog | undefined;
  let loaded: Promise<void> | undefined;
  let index: SearchIndex | undefined;
  let engine: SearchEngine | undefined;
  let texts: Record<string, [string, string]> | undefined;
  let loadingTexts: Promise<void> | undefined;
  let timer = 0;

  function load(): Promise<void> {
    loaded ??= loadEngine(root, scripts, integrity).then((r) => {
      ({ index, engine } = r);
    });
    loaded.catch(() => (loaded = undefined));
    return loaded;
  }

  function open(): void {
    dialog ??= makeDialog(update, (option) => remember({ url: option.path, title: option.code ? `${option.code} ${option.plainTitle}` : option.plainTitle }));
    dialog.open();
    update();
    load().then(update, () => dialog!.say(words.failed));
  }

  /** Shows what fits what is typed. */
  function update(): void {
    clearTimeout(timer);
    const query = dialog!.field.value.trim();
    dialog!.more(undefined);
    if (!query) {
      dialog!.show([{ title: words.recent, options: recent().map((r) => ({ path: r.url, url: root + r.url, plainTitle: r.title, title: [r.title] })) }]);
      dialog!.say("");
      return;
    }
    if (!engine || !index) {
      dialog!.say(words.loading);
      return;
    }
    const found = engine.find(query);
    const groups: Group[] = [
      { title: words.rules, options: found.rules.slice(0, most.rules).map(ruleOption) },
      { title: words.articles, options: found.guides.slice(0, most.guides).map(guideOption) },
    ];
    const n = found.rules.length + found.guides.length;
    const say = (inText: number, waiting: boolean) => {
      const all = found.rules.length + inText;
      if (waiting) dialog!.say(n > 0 ? `${count(all, found.guides.length)} …` : words.readingText);
      else dialog!.say(n + inText > 0 ? count(all, found.guides.length) : words.nothing);
    };
    const more = element("a", { href: `${root}rules/${location.protocol === "file:" ? "index.html" : ""}?q=${encodeURIComponent(query)}` }, words.filter);
    // The list's own search knows no typos.
    const literal = fold(query).split(/\s+/);
    const held = found.rules.some(({ rule }) => literal.every((w) => fold(index!.rules[rule]!.slice(0, 2).join(" ")).includes(w)));
    dialog!.more(held ? more : undefined);
    const named = new Set(found.rules.map((hit) => hit.rule));
    const withTexts = () => {
      const hits = engine!.findInTexts(query).filter((hit) => !named.has(hit.rule));
      groups[2] = { title: words.inText, options: hits.slice(0, most.texts).map(textOption) };
      dialog!.show(groups);
      say(hits.length, false);
    };
    if (texts) return withTexts();
    dialog!.show(groups);
    say(0, n < few);
    timer = window.setTimeout(() => {
      // What has been typed since then is looked up when it is typed.
      readTexts().then(() => dialog!.field.value.trim() === query && withTexts(), () => say(0, false));
    }, n < few ? pause.few : pause.many);
  }

  function readTexts(): Promise<void> {
    loadingTexts ??= loadTexts(root, index!).then(async (all) => {
      await engine!.addTexts(all);
      texts = all;
    });
    loadingTexts.catch(() => (loadingTexts = undefined));
    return loadingTexts;
  }

  function ruleOption(hit: RuleHit): Option {
    const [id, title, pillar, withdrawn] = index!.rules[hit.rule]!;
    const [pillarID, pillarName] = index!.pillars[pillar] ?? ["", words.noPillar];
    const path = `rules/${id}/`;
    return { path, url: root + path, code: id, plainTitle: title, title: marked(title, hit.found), about: [withdrawn ? `${pillarName} · ${words.withdrawn}` : pillarName], pillar: pillarID };
  }

  function textOption(hit: RuleHit): Option {
    const option = ruleOption(hit);
    const [text, benefit] = texts![index!.rules[hit.rule]![0]] ?? ["", ""];
    // The text often begins with the title: show what the title does not.
    const from = text.indexOf(option.plainTitle);
    const rest = from >= 0 && from < 40 ? text.slice(from + option.plainTitle.length).replace(/^[.:;,\s]+/, "") : text;
    const best = [rest, benefit].find((part) => holds(part, hit.found)) ?? rest;
    return { ...option, about: marked(excerpt(best, hit.found), hit.found) };
  }

  function guideOption(hit: GuideHit): Option {
    const [title, url, headings] = index!.guides[hit.guide]!;
    if (hit.heading < 0) return { path: url, url: root + url, plainTitle: title, title: marked(title, hit.found) };
    const heading = headings[hit.heading]!;
    const path = `${url}#${headings[hit.heading + 1]!}`;
    return { path, url: root + path, plainTitle: `${heading} – ${title}`, title: marked(heading, hit.found), about: marked(title, hit.found) };
  }

  button.addEventListener("click", open);
  // Whoever is on the way to the button will search.
  for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => void load().catch(() => {}), { once: true });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (event.key === "/" && !control && !event.altKey && !isField(event.composedPath()[0])) {
      event.preventDefault();
      // A page with a search of its own is searched first.
      const own = document.querySelector<HTMLInputElement>("input[data-slash]");
      if (own && !document.querySelector("dialog[open]")) own.focus();
      else open();
    }
  });
}

/** Whether keys typed there are text. */
function isField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio], [type=button]")));
}

start();
