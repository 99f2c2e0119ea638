import type { Catalog } from "./types/catalog.js";

/** The rule catalog of this version: what catalog.json holds. */
declare const catalog: Catalog;
export default catalog;
