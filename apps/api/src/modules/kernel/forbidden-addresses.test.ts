import { expect, test } from 'vitest'
import { isForbiddenAddress } from './forbidden-addresses.ts'

test.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  '[fe80::1]',
  'fe80::1%eth0',
  '::ffff:169.254.169.254',
  '[::ffff:a9fe:a9fe]',
  '64:ff9b::a9fe:a9fe',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
])('%s is never called', (address) => {
  expect(isForbiddenAddress(address)).toBe(true)
})

test.each(['127.0.0.1', '10.0.0.1', '192.168.1.2', '172.16.0.9', '[::1]', 'fd12::1', '8.8.8.8', 'host.example', ''])(
  '%s may be called',
  (address) => {
    expect(isForbiddenAddress(address)).toBe(false)
  },
)
