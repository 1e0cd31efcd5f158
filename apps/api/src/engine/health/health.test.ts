import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOfUrl, urlFor } from './check-url.ts'
import { isExpected, parseStatusRange, printStatusRange } from './status-range.ts'

describe('a range of statuses', () => {
  it.each([
    ['200', [200], [201, 199]],
    ['200-399', [200, 304, 399], [400]],
    [' 200 – 299 , 304', [204, 304], [303]],
  ])('%s', (text, good, bad) => {
    const parsed = parseStatusRange(text)
    if (!('ranges' in parsed)) throw new Error(parsed.problem)
    for (const status of good) expect(isExpected(status, parsed.ranges)).toBe(true)
    for (const status of bad) expect(isExpected(status, parsed.ranges)).toBe(false)
    expect(parseStatusRange(printStatusRange(parsed.ranges))).toEqual(parsed)
  })

  it.each([
    '',
    ',',
    '200,',
    '20',
    '2000',
    '100',
    '600',
    '399-200',
    '200-',
    '2xx',
    '200..300',
    '-200',
    '２００',
    '200;x',
  ])('%j is refused with a word', (text) => expect(parseStatusRange(text)).toEqual({ problem: expect.any(String) }))

  it('is total', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseStatusRange(text)))
    expect(parseStatusRange(Array(21).fill('200').join(','))).toEqual({ problem: expect.stringContaining('20 parts') })
  })
})

describe('the address of a check', () => {
  const server = { host: '10.0.0.7', name: 'web 1/ä' }
  it.each([
    ['http://127.0.0.1:8080/health', 'http://127.0.0.1:8080/health'],
    ['https://{host}:8443/ok?from={server}', 'https://10.0.0.7:8443/ok?from=web%201%2F%C3%A4'],
    ['http://{host}/$(reboot)`id`;[1-9]', 'http://10.0.0.7/$(reboot)`id`;[1-9]'.replaceAll('`', '%60')],
  ])('%s', (url, wanted) => {
    expect(problemOfUrl(url)).toBeNull()
    const found = urlFor(url, server)
    expect(found?.href.replaceAll('`', '%60')).toBe(wanted)
  })

  it('puts an IPv6 address into brackets', () => {
    expect(urlFor('http://{host}:80/', { host: 'fd00::7', name: 'x' })?.href).toBe('http://[fd00::7]/')
  })

  it('takes a name for no host where it is none', () => {
    expect(urlFor('http://{server}.internal/', server)).toBeNull()
  })

  it.each([
    '',
    'health',
    '/health',
    'ftp://host/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'gopher://x',
    'http://',
    'http://user:word@host/',
    'http://user@host/',
    'http://host/\n--next',
    'http://host/a b',
    'http://host/\0',
    'http:\\\\host',
    'http://host/{secret}',
    'http://{/',
    'http://host/\ud800',
    '-o/etc/passwd',
    `http://host/${'x'.repeat(2000)}`,
  ])('%j is refused with a word', (url) => expect(problemOfUrl(url)).toEqual(expect.any(String)))

  it('is judged without an error, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => void problemOfUrl(text)))
  })
})
