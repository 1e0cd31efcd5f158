/**
 * Git redraws a progress line with carriage returns. Passes each line on once, as it stood when it was finished, and
 * leaves out what was drawn over. Awaits the listener.
 */
export function finishedLines(listener: (line: string) => void | Promise<void>) {
  let open = ''
  return async (bytes: Buffer) => {
    open += bytes.toString()
    const lines = open.split('\n')
    open = (lines.pop() ?? '').slice(-4096)
    for (const line of lines) {
      const last = line.replace(/\r+$/, '').split('\r').at(-1)?.trim()
      if (last) await listener(last)
    }
  }
}
