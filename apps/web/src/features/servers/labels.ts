/** Labels as people type them: `web, eu` → two labels, without doubles. */
export const parseLabels = (typed: string) => [
  ...new Set(
    typed
      .split(/[,，\s]+/)
      .map((label) => label.trim())
      .filter(Boolean),
  ),
]
