// Loading later.ts, once.
import { loadScript } from "../script-url.ts";
import type { Later } from "./later.ts";

/** The script's address below the site's root, and its integrity where there is one. */
export interface Script {
  path: string;
  integrity?: string;
}

export async function loadLater(root: string, script: Script): Promise<Later> {
  await loadScript(root + script.path, script.integrity);
  return (window as unknown as { pillarsReviewLater: Later }).pillarsReviewLater;
}
