// Runs before the page is painted: the colour scheme the visitor chose, and
// the class “script”, by which style sheets leave room for what scripts will
// show and fold what they will fold, so that nothing moves then. Where a
// script cannot be loaded the page is as it is without any.
const { classList } = document.documentElement;
classList.add("script");
addEventListener("error", (event) => event.target instanceof HTMLScriptElement && classList.remove("script"), true);
try {
  const chosen = localStorage.getItem("pillars-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // No storage here: the system's scheme holds.
}
