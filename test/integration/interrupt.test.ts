import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// A real terminal: presses Ctrl-C once the program runs, and prints what the program said.
const terminal = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
said = b''
while True:
    try: piece = os.read(fd, 4096)
    except OSError: break
    if not piece: break
    if b'ready' in piece: os.write(fd, b'\\x03')
    said += piece
print(said.decode(), 'status', os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`

// What a second interrupt does to Sendoff: it ends at once.
const child = `
let heard = 0
process.on('SIGINT', () => {
  if (heard++ > 0) process.exit(1)
  setTimeout(() => process.exit(0), 300)
})
setInterval(() => {}, 1000)
console.log('ready')`

test('Ctrl-C in a terminal reaches what a script runs once, so that it stops in its own time', async () => {
  const script = `
    import { run } from ${JSON.stringify(new URL('../../scripts/lib/process.mjs', import.meta.url).href)}
    await run(process.execPath, ['-e', ${JSON.stringify(child)}]).then(() => console.log('stopped'), (error) => console.log(error.message))`
  const args = ['-c', terminal, process.execPath, '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)('python3', args, { timeout: 20_000 })
  expect(stdout).toMatch(/stopped\s+status 0/)
})
