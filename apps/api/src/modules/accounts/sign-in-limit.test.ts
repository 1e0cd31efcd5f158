import { expect, test } from 'vitest'
import { createSignInLimit, networkOf } from './sign-in-limit.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1:aaaa::1', '2001:db8:0:1::/64'],
  ['2001:DB8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:db8::5', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('guesses from ever new addresses of one IPv6 network are slowed down', () => {
  const limit = createSignInLimit({ now: () => new Date('2030-01-01T00:00:00Z') })
  for (let n = 1; n <= 5; n++) {
    limit.check('ada', `2001:db8::${n}`)
    limit.noteAttempt('ada', `2001:db8::${n}`)
  }
  expect(() => limit.check('ada', '2001:db8::ffff')).toThrow('Too many wrong attempts')
  limit.check('ada', '2001:db8:0:1::1')
})
