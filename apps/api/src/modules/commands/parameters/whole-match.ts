import { runInNewContext } from 'node:vm'

/** Some expressions take for ever on some texts; nothing else happens in this process meanwhile. */
const TIMEOUT_MS = 50

/** Whether all of a text is as the regular expression says. Null: that took too long to tell, or it is no expression. */
export function matchesWhole(pattern: string, text: string): boolean | null {
  try {
    const matches = 'new RegExp(whole, "u").test(text)'
    return runInNewContext(
      matches,
      { whole: `^(?:${pattern})$`, text },
      { timeout: TIMEOUT_MS, contextCodeGeneration: { strings: false } },
    )
  } catch {
    return null
  }
}
