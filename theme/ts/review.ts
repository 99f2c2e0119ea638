// The review page: the rules' answers for a workload, kept in the browser.
// This file joins the parts, which are in review/.
import { reviewScript as texts, severity as severityNames } from "../strings.json";
import { fill, named } from "./words.ts";
import { type Answer, type Review, type Rule, type Status, type View, checker, inScope, inView, instant, tidy, today, total, views } from "./review/model.ts";
import { type Work, fromReview, newWork, toReview } from "./review/work.ts";
import { List, type Row, fold } from "./review/list.ts";
import { type Filled, Form } from "./review/form.ts";
import type { ComparisonPanel } from "./review/comparison.ts";
import { Progress } from "./review/progress.ts";
import type { Proposals } from "./review/proposals.ts";
import { saveReview } from "./review/export.ts";
import { menus } from "./review/menus.ts";
import type { Later } from "./review/later.ts";
import { type Script, loadLater } from "./review/load.ts";
import { stateNames } from "./review/words.ts";
import { Store } from "./review/store.ts";
import { type Withdrawn, showGone } from "./review/gone.ts";
import { byId, element, setText } from "./dom.ts";
import { largestFile, openFile } from "./review/file.ts";
import { listen } from "./review/keys.ts";

interface PageData {
  digest: string;
  later: Script;
  withdrawn: Withdrawn[];
}

/** Milliseconds of rest after which a note is saved. */
const rest = 400;

function start(): void {
  const host = byId("review");
  const root = host.dataset["root"] ?? "./";
  const data = JSON.parse(byId("review-data").textContent ?? "null") as PageData;
  const withdrawn = new Map(data.withdrawn.map((w) => [w.id, w]));
  const store = new Store(new URL(root, location.href).pathname);
  const show = byId<HTMLSelectElement>("review-show");
  const pillar = byId<HTMLSelectElement>("review-pillar");
  const service = document.querySelector<HTMLSelectElement>("#review-service");
  const words = byId<HTMLInputElement>("review-words");
  const pick = byId<HTMLSelectElement>("review-pick");

  let work: Work | undefined;
  let scoped: Rule[] = [];
  let pending: unknown; // a report that waits for a review to be started
  let unsaved = new Set<string>();
  let timer = 0;
  let exported = true;
  let sought: string[] = []; // the words of the filter

  const list = new List(root, {
    answer, still, edit,
    left: (row) => fitAgain(row),
    removeResource(rule, resource) {
      if (!work) return;
      work.forResources = work.forResources.filter((a) => a.rule !== rule.id || `${a.resource!.type} ${a.resource!.name}` !== resource);
      changed(rule.id);
    },
  });
  const progress = new Progress(list.groups, (key) => {
    pillar.value = pillar.value === key ? "" : key;
    filter();
    list.step(0);
  });
  const form = new Form(list.rules);
  let proposals: Proposals | undefined;
  let comparison: ComparisonPanel | undefined;

  // Answers.

  function answer(rule: Rule, status: Status | undefined): void {
    if (!work) return;
    const old = work.answers.get(rule.id);
    if (status) {
      const by = old?.by === checker ? "" : (old?.by ?? "");
      put({ ...(old ?? blank(rule)), status, by: by || store.setting("by"), date: today(), textHash: rule.hash });
    } else {
      if (!old) return;
      work.answers.delete(rule.id);
      notice(fill(texts.takenBack, { id: rule.id }), () => {
        put(old);
        changed(rule.id);
      });
    }
    changed(rule.id);
    const t = progress.show(work, scoped, today());
    setText(byId("review-said"), fill(texts.answered, { id: rule.id, state: stateNames[status ?? "open"], n: total(t) - t.open, all: total(t) }));
  }

  function still(rule: Rule): void {
    const a = work?.answers.get(rule.id);
    if (!a || a.textHash === rule.hash) return;
    put({ ...a, date: today(), textHash: rule.hash });
    changed(rule.id);
  }

  function edit(rule: Rule, change: Partial<Record<"reason" | "by" | "due" | "expires", string>>): void {
    if (!work) return;
    const old = work.answers.get(rule.id);
    if (!old) setText(byId("review-said"), fill(texts.noteOnly, { id: rule.id }));
    // What a person has touched is no longer the checker's: see Evidence.
    const person = !old || old.by === checker ? { by: store.setting("by") } : {};
    put({ ...(old ?? blank(rule)), ...person, ...change });
    changed(rule.id, rest);
  }

  function blank(rule: Rule): Answer {
    return { rule: rule.id, status: "todo", reason: "", by: "", date: today(), textHash: rule.hash };
  }

  function put(a: Answer): void {
    work?.answers.set(a.rule, tidy(a));
  }

  /** Shows and saves what has changed; after a rest, where somebody is typing. */
  function changed(rule: string | undefined, wait = 0): void {
    if (!work) return;
    work.updated = instant();
    work.catalog = data.digest;
    exported = false;
    if (rule) {
      unsaved.add(rule);
      showRow(list.row(rule));
    }
    refresh();
    clearTimeout(timer);
    if (wait) timer = window.setTimeout(save, wait);
    else save();
  }

  function save(): void {
    clearTimeout(timer);
    unsaved.clear();
    if (!work) return;
    store.save(work.id, toReview(work));
    showTrouble();
  }

  // What is shown.

  function showRow(row: Row | undefined): void {
    if (!row || !work) return;
    list.show(row, work.answers, work.forResources.filter((a) => a.rule === row.rule.id), today());
  }

  /** Figures, counts and the answers without a rule. */
  function refresh(): void {
    if (!work) return;
    const day = today();
    const t = progress.show(work, scoped, day);
    setText(byId("review-answered"), fill(texts.answeredShort, { n: total(t) - t.open, all: total(t) }));
    const names = [work.scope.pillars && [...new Set(scoped.map((r) => r.pillarName))].join(", "),
      work.scope.services && [...new Set(scoped.map((r) => r.serviceName || texts.general))].slice(0, 5).join(", "), work.scope.severities?.map((s) => named(severityNames, s)).join(", ")].filter(Boolean);
    setText(byId("review-name"), work.workload);
    setText(byId("review-about"), fill(texts.about, { created: work.created.slice(0, 10), updated: work.updated.slice(0, 10), scope: names.join(" · ") || texts.whole }));
    for (const option of show.options) {
      const key = option.value as View;
      setText(option, fill(texts.option, { name: texts.show[key], n: scoped.filter((r) => shows(key, r, day)).length }));
    }
    const answers = [...work.answers.values(), ...work.forResources];
    showGone(answers.filter((a) => !list.row(a.rule)), withdrawn, (id) => list.row(id) !== undefined, root, settleGone);
  }

  function shows(view: View, rule: Rule, day: string): boolean {
    return inView(view, rule, work?.answers.get(rule.id), day);
  }

  function fits(row: Row): boolean {
    if (!work) return false;
    const day = today();
    return (
      inScope(row.rule, work.scope) &&
      (!pillar.value || row.rule.pillar === pillar.value) &&
      (!service?.value || row.rule.service === service.value) &&
      sought.every((w) => row.rule.words.includes(w)) &&
      shows(show.value as View, row.rule, day)
    );
  }

  function filter(): void {
    sought = fold(words.value).split(" ");
    const n = list.filter(fits);
    setText(byId("review-count"), n === scoped.length ? fill(texts.count, { n }) : fill(texts.countShown, { shown: n, n: scoped.length }));
    byId("review-none").hidden = n > 0;
  }

  /** A row that no longer fits goes once it is left, not while it is answered. */
  function fitAgain(row: Row): void {
    if (!fits(row)) filter();
  }

  function clearFilters(): void {
    show.value = "all";
    pillar.value = words.value = "";
    if (service) service.value = "";
    filter();
  }

  function showTrouble(): void {
    const t = store.trouble;
    const box = byId("review-trouble");
    box.hidden = t === "";
    setText(box, t ? texts.trouble[t] : "");
  }

  function notice(text: string, undo?: () => void): void {
    const box = byId("review-notice");
    box.replaceChildren(text);
    if (!undo) return;
    const button = element("button", { type: "button" }, texts.undo);
    button.addEventListener("click", () => {
      box.replaceChildren();
      undo();
      list.step(0);
    });
    box.append(" ", button);
  }

  // Reviews.

  function open(id: string | undefined): void {
    if (timer && unsaved.size) save();
    const stored = id === undefined ? undefined : store.load(id);
    work = id !== undefined && stored ? fromReview(id, stored) : undefined;
    unsaved = new Set();
    store.set("current", work?.id ?? "");
    form.hide();
    proposals?.close();
    comparison?.close();
    list.closeAll();
    scoped = work ? list.rules.filter((r) => inScope(r, work!.scope)) : [];
    if (work) for (const row of list.rows) if (inScope(row.rule, work.scope) || row.form) showRow(row);
    for (const part of ["review-progress", "review-filters", "review-now", "review-bar"]) byId(part).hidden = !work;
    byId("review-list").hidden = !work;
    document.querySelector(".review-head")!.classList.toggle("small", work !== undefined);
    // Without a review the only other thing to do is to open one.
    if (work) byId("review-export").before(byId("review-import-button"));
    else byId("review-form-actions").append(byId("review-import-button"));
    byId("review-gone").hidden = true;
    if (work) clearFilters();
    else byId("review-none").hidden = true;
    refresh();
    fillPick();
    showTrouble();
    if (!work) openForm();
  }

  function fillPick(): void {
    pick.replaceChildren(...store.list().map((e) => element("option", { value: e.id }, fill(texts.entry, { name: e.review.workload, updated: e.review.updated.slice(0, 10) }))));
    pick.value = work?.id ?? "";
  }

  function add(review: Review): void {
    const id = Store.newID();
    store.save(id, review);
    open(id);
  }

  function openForm(change = false): void {
    const filled: Filled = { workload: change && work ? work.workload : "", by: store.setting("by"), scope: change && work ? work.scope : {} };
    form.open(filled, change, work !== undefined, (done) => {
      if (!done) {
        (change ? byId("review-manage").querySelector("summary")! : byId("review-new")).focus();
        return;
      }
      store.set("by", done.by);
      if (change && work) {
        work.workload = done.workload;
        work.scope = done.scope;
        changed(undefined);
        open(work.id);
      } else {
        add(toReview(newWork("", done.workload, data.digest, done.scope)));
        byId("review-notice").replaceChildren();
      }
      if (pending) void propose(pending);
      else list.step(0);
    });
  }

  function duplicate(): void {
    if (!work) return;
    const name = freeName(work.workload);
    add({ ...toReview(work), workload: name, updated: instant() });
    notice(fill(texts.duplicated, { name }));
    pick.focus();
  }

  /** A name that no stored review has: “Shop”, “Shop (2)”, … */
  function freeName(name: string): string {
    const taken = new Set(store.list().map((e) => e.review.workload));
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name.replace(/ \(\d+\)$/, "").slice(0, 190)} (${n})`;
    return free;
  }

  function remove(): void {
    if (!work) return;
    const { id } = work;
    const review = toReview(work);
    clearTimeout(timer);
    unsaved.clear();
    store.remove(id);
    open(store.list()[0]?.id);
    notice(fill(texts.deleted, { name: review.workload }), () => {
      store.save(id, review);
      open(id);
    });
    byId("review-notice").querySelector("button")?.focus();
  }

  // Files.

  async function importFiles(files: FileList): Promise<void> {
    for (const file of files) {
      if (file.size > largestFile) {
        notice(fill(texts.tooLarge, { name: file.name }));
        continue;
      }
      const opened = openFile(await file.text());
      if ("problem" in opened) notice(`${file.name}: ${opened.problem}`);
      else if ("report" in opened) await propose(opened.report);
      else {
        const name = freeName(opened.review.workload);
        add({ ...opened.review, workload: name });
        notice(fill(texts.imported, { name }));
        if (pending) await propose(pending);
        else list.step(0);
      }
    }
  }

  async function propose(report: unknown): Promise<void> {
    if (!work) {
      pending = report;
      notice(texts.startFirst);
      form.focus();
      return;
    }
    pending = undefined;
    await withLater((parts) => {
      const found = work && parts.evidence(report, scoped, work.answers);
      if (!found || found.fresh.length + found.differ.length === 0) return notice(texts.nothing);
      proposals ??= new parts.Proposals(take, () => list.step(0));
      proposals.show(found, data.digest, (id) => list.row(id)?.rule.title ?? "");
    });
  }

  function take(ticked: { rule: string; status: Status; reason: string }[]): void {
    if (!work) return;
    const before = new Map(work.answers);
    for (const p of ticked) {
      const rule = list.row(p.rule)?.rule;
      if (rule) put({ ...blank(rule), status: p.status, reason: p.reason, by: checker });
    }
    const shown = ticked.map((p) => list.row(p.rule));
    changed(undefined);
    shown.forEach(showRow);
    filter();
    list.step(0);
    notice(fill(texts.taken, { n: ticked.length }), () => {
      if (!work) return;
      work.answers = before;
      changed(undefined);
      shown.forEach(showRow);
      filter();
    });
  }

  function settleGone(a: Answer, to?: string): void {
    if (!work) return;
    if (a.resource) work.forResources = work.forResources.filter((o) => o !== a);
    else work.answers.delete(a.rule);
    const row = to ? list.row(to) : undefined;
    // The answer keeps the hash of the text it was given to: so it asks for another look.
    if (row && !work.answers.has(row.rule.id) && !a.resource) put({ ...a, rule: row.rule.id });
    if (row && a.resource) work.forResources.push({ ...a, rule: row.rule.id });
    changed(to);
    if (row) {
      clearFilters();
      list.focus(row);
      notice(fill(texts.carried, { id: row.rule.id }));
    }
  }

  function exportAs(form: string): void {
    if (!work) return;
    save();
    const [open, rules] = [work, scoped];
    switch (form) {
      case "json":
        saveReview(open);
        exported = true;
        break;
      case "print":
        print();
        break;
      default:
        void withLater((parts) => parts.saveTable(form, open, rules));
    }
  }

  function compare(parts: Later): void {
    if (!work) return;
    comparison ??= new parts.ComparisonPanel(
      (id) => {
        clearFilters();
        const row = list.row(id);
        if (row) list.focus(row);
      },
      async (file) => {
        const opened = openFile(await file.text());
        if ("review" in opened) comparison!.with(opened.review);
        else notice(`${file.name}: ${"problem" in opened ? opened.problem : texts.notReview}`);
      },
      () => byId("review-compare").focus());
    comparison.open(work, scoped, store.list().filter((e) => e.id !== work!.id));
  }

  /** Does what needs the parts that are loaded late; says where they cannot be. */
  async function withLater(act: (parts: Later) => void): Promise<void> {
    let parts: Later;
    try {
      parts = await loadLater(root, data.later);
    } catch {
      return notice(texts.notLoaded);
    }
    act(parts);
  }

  // Controls.

  for (const view of views) show.append(element("option", { value: view }, texts.show[view]));
  setText(byId("review-none"), texts.none);
  byId("review-filters").addEventListener("input", filter);
  byId("review-filters").addEventListener("submit", (event) => event.preventDefault());
  byId("review-filters").addEventListener("reset", () => queueMicrotask(clearFilters));
  pick.addEventListener("change", () => open(pick.value));
  byId("review-new").addEventListener("click", () => {
    openForm();
    form.focus();
  });
  byId("review-compare").addEventListener("click", () => void withLater(compare));
  menus(byId("review-bar"), {
    scope() {
      openForm(true);
      form.focus();
    },
    duplicate,
    delete: remove,
  }, exportAs);
  const input = byId<HTMLInputElement>("review-import");
  input.addEventListener("change", () => {
    void importFiles(input.files!).then(() => (input.value = ""));
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) void importFiles(event.dataTransfer.files);
  });
  listen(list, {
    answer: (row, status) => answer(row.rule, status),
    still: (row) => still(row.rule),
    unanswered() {
      if (!list.seek((row) => shows("open", row.rule, today()))) notice(texts.allAnswered);
    },
  }, { get: () => store.setting("keys") !== "off", set: (on) => store.set("keys", on ? "on" : "off") });

  store.watch((id) => {
    // Another tab wrote: what is not saved here yet goes on top of it.
    if (!work || id !== work.id) return fillPick();
    const stored = store.load(id);
    if (!stored) return fillPick();
    const mine = [...unsaved].map((rule) => work!.answers.get(rule));
    work = fromReview(id, stored);
    for (const a of mine) if (a) put(a);
    scoped = list.rules.filter((r) => inScope(r, work!.scope));
    for (const rule of scoped) showRow(list.row(rule.id));
    refresh();
  });
  addEventListener("pagehide", () => unsaved.size && save());
  document.addEventListener("visibilitychange", () => document.hidden && unsaved.size && save());
  addEventListener("beforeunload", (event) => {
    if (!exported && (store.trouble === "off" || store.trouble === "full" || store.trouble === "newer")) event.preventDefault();
  });

  host.hidden = false;
  const stored = store.list();
  open(stored.find((e) => e.id === store.setting("current"))?.id ?? stored[0]?.id);
  byId("review-list").classList.add("ready");
  const report = store.takeReport();
  if (report) {
    const opened = openFile(report);
    if ("report" in opened) void propose(opened.report);
  }
  const linked = location.hash ? list.row(location.hash.slice(1)) : undefined;
  if (work && linked && !linked.item.hidden) list.focus(linked);
}

start();
