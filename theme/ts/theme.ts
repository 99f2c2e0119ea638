// Runs before the page is painted: the colour scheme the visitor chose.
try {
  const chosen = localStorage.getItem("pillars-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // No storage here: the system's scheme holds.
}
