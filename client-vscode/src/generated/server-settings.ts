// Written by scripts/settings.py from the server's own list.
export const SERVER_SETTINGS: readonly string[] = [
  "lens",
  "hints",
  "blast",
  "diagnostics.risk",
  "diagnostics.level",
  "diagnostics.unreviewed",
  "analysis.delayMs",
  "analysis.budgetMs",
];
