const colour = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

export const say = (text) => console.log(text)

/** Says why and ends the process with 1. */
export function fail(message) {
  console.error(paint(31, `✗ ${message}`))
  process.exit(1)
}

/** Runs one step and says how long it took; what it prints itself stands between. */
export async function step(title, work) {
  const from = performance.now()
  say(paint(36, `▸ ${title}`))
  await work()
  say(paint(32, `✓ ${title}`) + paint(2, ` ${((performance.now() - from) / 1000).toFixed(1)} s`))
}
