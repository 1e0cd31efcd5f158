import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function logged(act: (log: ReturnType<typeof createLog>) => void, format: 'json' | 'text' = 'json'): string {
  let out = ''
  act(
    createLog({
      level: 'info',
      format,
      write: (line) => {
        out += line
      },
    }),
  )
  return out
}

test('JSON lines with level, time and fields', () => {
  const line = JSON.parse(logged((log) => log.info({ release: 12 }, 'Shipped')))
  expect(line).toMatchObject({ level: 'info', msg: 'Shipped', release: 12 })
  expect(Date.parse(line.time)).not.toBeNaN()
})

test.each([
  { password: 'hunter2' },
  { input: { credential: { passphrase: 'hunter2' } } },
  { headers: { authorization: 'Bearer hunter2', cookie: 'session=hunter2' } },
  { list: [{ privateKey: 'hunter2' }, { apiToken: 'hunter2' }] },
  { url: 'postgres://user:hunter2@host/db' },
  { err: Object.assign(new Error('no'), { config: { password: 'hunter2' } }) },
  { err: new Error('cannot reach redis://:hunter2@host') },
  { err: new Error('outer', { cause: Object.assign(new Error('in'), { secret: 'hunter2' }) }) },
])('hides secrets in %j', (fields) => {
  for (const format of ['json', 'text'] as const) {
    const out = logged((log) => log.error(fields, 'Failed'), format)
    expect(out).not.toContain('hunter2')
    expect(out).toContain('Failed')
  }
})

test('hides them in bindings, messages and bare errors too', () => {
  const out = logged((log) => {
    log.child({ token: 'hunter2' }).warn('using git https://u:hunter2@host/x')
    log.error(Object.assign(new Error('bare'), { password: 'hunter2' }))
  })
  expect(out).not.toContain('hunter2')
  expect(out).toContain('bare')
})

test('survives cycles, big integers, bytes and depth', () => {
  const cycle: Record<string, unknown> = { size: 5n, bytes: Buffer.alloc(10_000) }
  cycle.self = cycle
  const out = logged((log) => log.info({ cycle }, 'Odd'))
  expect(out).toContain('[10000 bytes]')
  expect(out.length).toBeLessThan(2000)
})

test('a line for people has the time, the level, the message, the fields, and the stack below', () => {
  const out = logged((log) => log.warn({ server: 'web 1', err: new Error('cut') }, 'Lost'), 'text')
  expect(out).toMatch(/^\d\d:\d\d:\d\d .*warn .*Lost server="web 1"\nError: cut\n/)
})
