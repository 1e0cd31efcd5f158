import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRepositoryUrl } from './repository-url.ts'

const read = (text: string, allowFiles = false) => {
  const parsed = parseRepositoryUrl(text, { allowFiles })
  return 'url' in parsed ? parsed.url : parsed.problem
}

describe('parseRepositoryUrl', () => {
  it.each([
    ['https://Git.Example.com/team/shop.git', 'https://git.example.com/team/shop.git', 'https'],
    ['https://ada@git.example.com:8443/shop', 'https://ada@git.example.com:8443/shop', 'https'],
    ['ssh://git@host:2222/~/shop.git', 'ssh://git@host:2222/~/shop.git', 'ssh'],
    ['ssh://git@[::1]:22/shop', 'ssh://git@[::1]:22/shop', 'ssh'],
    ['git@github.com:team/shop.git', 'git@github.com:team/shop.git', 'ssh'],
    ['host:shop', 'host:shop', 'ssh'],
    ['git://host/shop', 'git://host/shop', 'git'],
    ['  http://host/shop \n', 'http://host/shop', 'http'],
  ])('reads %s', (text, canonical, scheme) => {
    expect(read(text)).toMatchObject({ text: canonical, scheme })
  })

  it('keeps the host and the user apart', () => {
    expect(read('ssh://git@host:2222/shop')).toMatchObject({ host: 'host:2222', username: 'git', path: '/shop' })
    expect(read('git@host:team/shop')).toMatchObject({ host: 'host', username: 'git', path: 'team/shop' })
  })

  it.each([
    ['', /Enter the address/],
    ['ext::sh -c touch% /tmp/x', /remote helper/],
    ['EXT::sh', /remote helper/],
    ['fd::17/foo', /remote helper/],
    ['--upload-pack=touch x', /must not start/],
    ['-oProxyCommand=x:shop', /must not start/],
    ['ssh://-oProxyCommand=touch/shop', /host may only hold/],
    ['ssh://-x@host/shop', /user name/],
    ['-x@host:shop', /must not start/],
    ['host:-x', /path of the repository/],
    ['https://host/a\nb', /line break/],
    ['https://host/a\u0000b', /line break/],
    ['https://user:token@host/shop', /Passwords do not belong/],
    ['https:///shop', /names no host/],
    ['https://host', /no repository/],
    ['https://host:0/shop', /port/],
    ['https://host:99999/shop', /port/],
    ['https://ho st/shop', /host may only hold/],
    ['https://$(id)/shop', /host may only hold/],
    ['https://host/shop?x=1', /must not contain/],
    ['ftp://host/shop', /not allowed/],
    ['file:///srv/shop', /switched off/],
    ['/srv/shop', /switched off/],
    ['../shop', /not an address/],
    ['./x:y', /host may only hold|not an address/],
    [`https://host/${'a'.repeat(3000)}`, /longer than/],
  ])('refuses %j', (text, problem) => {
    expect(read(text)).toMatch(problem)
  })

  it('takes files only where they are allowed, and only whole paths', () => {
    expect(read('file:///srv/shop', true)).toMatchObject({ text: 'file:///srv/shop', scheme: 'file' })
    expect(read('/srv/my shop', true)).toMatchObject({ text: '/srv/my shop', path: '/srv/my shop' })
    expect(read('file://host/shop', true)).toMatch(/three slashes/)
  })

  it('never lets an option, a helper or a control character through, whatever is typed', () => {
    const pieces = fc.constantFrom(
      'ssh://',
      'https://',
      'file://',
      'ext::',
      '-',
      '--',
      'host',
      '@',
      ':',
      '/',
      '\n',
      ' ',
      '$(x)',
      '%0a',
      '[',
      ']',
      '::1',
      'a',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(texts, fc.boolean(), (text, allowFiles) => {
        const parsed = parseRepositoryUrl(text, { allowFiles })
        if ('problem' in parsed) return parsed.problem.length > 0
        const { url } = parsed
        expect(url.text).not.toMatch(/^-|^[a-z0-9+.-]+::|\p{Cc}/iu)
        expect(url.host ?? '').not.toMatch(/^-/)
        expect(url.username ?? '').not.toMatch(/^-|:/)
        expect(url.scheme === 'file').toBe(url.host === null)
        expect(parseRepositoryUrl(url.text, { allowFiles })).toEqual(parsed)
        return true
      }),
      { numRuns: 2000 },
    )
  })
})
