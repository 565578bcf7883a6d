/** What the table may cost; milliseconds, elements, megabytes. The table of docs/webapp.md is measured against these. */
export const GOALS = {
  down: 12,
  sideways: 15,
  script: 3,
  jump: 300,
  elements: 1500,
  heap: 60,
  firstRow: 1000,
  firstRowSlow: 2500,
  interaction: 100,
  interactionSlow: 200,
  comparison: 300,
} as const;
