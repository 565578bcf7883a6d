// Runs before the first paint so that a chosen theme does not flash; see src/lib/storage/preferences.ts for what is stored.
try {
  const { theme } = JSON.parse(localStorage.getItem("modelbase.preferences") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme it is.
}
