// Where reviews are kept: the browser's local storage, one entry a review in
// the form of its file. Where storage is off or full, what cannot be written
// is kept in memory, and the trouble is said.
import { fileText } from "./work.ts";
import { readReview } from "./file.ts";
import { type Review, byText } from "./model.ts";

/** Version of the keys below; a store of a newer version is left alone. */
const version = 1;

export type Trouble = "" | "off" | "full" | "newer" | "broken";

export interface Entry {
  id: string;
  review: Review;
}

export class Store {
  readonly #prefix: string;
  readonly #disk: Storage | undefined;
  /** What could not be written; null stands for an entry that is removed. */
  readonly #memory = new Map<string, string | null>();
  #trouble: Trouble = "";

  /** Sites below different paths of a host keep apart by their path. */
  constructor(path: string) {
    this.#prefix = `pillars:${path}:`;
    this.#disk = disk();
    if (!this.#disk) {
      this.#trouble = "off";
      return;
    }
    const found = this.#disk.getItem(this.#prefix + "version");
    if (found !== null && !(Number(found) <= version)) {
      this.#disk = undefined;
      this.#trouble = "newer";
    }
  }

  /** Why answers may be lost, "" where all is kept. */
  get trouble(): Trouble {
    return this.#trouble;
  }

  /** The stored reviews, the one changed last first. */
  list(): Entry[] {
    const keys = new Set<string>();
    if (this.#disk) {
      for (let i = 0; i < this.#disk.length; i++) {
        const key = this.#disk.key(i);
        if (key?.startsWith(this.#prefix + "review:")) keys.add(key.slice(this.#prefix.length));
      }
    }
    for (const key of this.#memory.keys()) if (key.startsWith("review:")) keys.add(key);
    const entries: Entry[] = [];
    for (const key of keys) {
      const review = this.load(key.slice("review:".length));
      if (review) entries.push({ id: key.slice("review:".length), review });
    }
    return entries.sort((a, b) => byText(b.review.updated, a.review.updated) || byText(a.id, b.id));
  }

  /** Gives a stored review; one that cannot be read is left as it is. */
  load(id: string): Review | undefined {
    const text = this.#get(`review:${id}`);
    if (text === null) return undefined;
    try {
      const read = readReview(JSON.parse(text));
      if ("review" in read) return read.review;
    } catch {}
    this.#trouble ||= "broken";
    return undefined;
  }

  save(id: string, review: Review): void {
    this.#set(`review:${id}`, fileText(review));
  }

  remove(id: string): void {
    this.#set(`review:${id}`, null);
  }

  /** A setting of the page: "current", "by", "keys". */
  setting(name: string): string {
    return this.#get(name) ?? "";
  }

  set(name: string, value: string): void {
    this.#set(name, value);
  }

  /** Gives and forgets the report that the checker page left for the review. */
  takeReport(): string | null {
    try {
      const text = sessionStorage.getItem(this.#prefix + "report");
      sessionStorage.removeItem(this.#prefix + "report");
      return text;
    } catch {
      return null;
    }
  }

  /** Calls back with the ID of a review that another tab has written. */
  watch(changed: (id: string) => void): void {
    addEventListener("storage", (event) => {
      if (event.key?.startsWith(this.#prefix + "review:")) changed(event.key.slice(this.#prefix.length + "review:".length));
    });
  }

  static newID(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(16).padStart(2, "0")).join("");
  }

  #get(key: string): string | null {
    const kept = this.#memory.get(key);
    return kept !== undefined ? kept : (this.#disk?.getItem(this.#prefix + key) ?? null);
  }

  #set(key: string, value: string | null): void {
    if (this.#disk) {
      try {
        if (value === null) this.#disk.removeItem(this.#prefix + key);
        else {
          this.#disk.setItem(this.#prefix + "version", String(version));
          this.#disk.setItem(this.#prefix + key, value);
        }
        this.#memory.delete(key);
        if (this.#trouble === "full" && this.#memory.size === 0) this.#trouble = "";
        return;
      } catch {
        this.#trouble = "full";
      }
    }
    this.#memory.set(key, value);
  }
}

/** The browser's storage; asking for it fails where it is switched off. */
function disk(): Storage | undefined {
  try {
    const storage = window.localStorage;
    storage.getItem("pillars");
    return storage;
  } catch {
    return undefined;
  }
}
