// The page's policy (Trusted Types) lets scripts be loaded only from addresses
// made here; all of them are the site's own, from the page's markup.

interface Policy {
  createScriptURL(url: string): string;
}

let policy: Policy | undefined;

/** Gives an address in the form that scripts and workers may be loaded from. */
export function scriptURL(url: string): string {
  const types = (window as unknown as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy("pillars", { createScriptURL: (u) => u });
  return policy.createScriptURL(url);
}

/** Loads a classic script once it is needed; fails where it cannot be had. */
export function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = scriptURL(url);
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`Could not load ${url}.`));
    document.head.append(script);
  });
}
