// The page's policy (Trusted Types) lets scripts be loaded only from addresses
// made here; all of them are the site's own, from the page's markup. Several
// scripts of a page come here, and a policy may be made only once: they share
// it.

interface Policy {
  createScriptURL(url: string): string;
}

const shared = globalThis as unknown as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  pillarsPolicy?: Policy;
};

/** Gives an address in the form that scripts and workers may be loaded from. */
export function scriptURL(url: string): string {
  if (!shared.trustedTypes) return url;
  shared.pillarsPolicy ??= shared.trustedTypes.createPolicy("pillars", { createScriptURL: (u) => u });
  return shared.pillarsPolicy.createScriptURL(url);
}

const loading = new Map<string, Promise<void>>();

/** Loads a classic script of the site, once; works from file:// too. */
export function loadScript(url: string, integrity = ""): Promise<void> {
  let done = loading.get(url);
  if (!done) {
    done = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      if (integrity) script.integrity = integrity;
      script.src = scriptURL(url);
      script.onload = () => resolve();
      script.onerror = () => {
        loading.delete(url); // the next one may try again
        reject(new Error(`Could not load ${url}.`));
      };
      document.head.append(script);
    });
    loading.set(url, done);
  }
  return done;
}
