import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { News, SentEvent } from '../notification.events.ts'
import { type Language, messageOf } from '../wording/wording.ts'
import type { Occasion } from './format.ts'
import { formats } from './formats.ts'

const now = new Date(1_700_000_000_123)
const news: News = {
  at: '2030-01-02T03:04:05.000Z',
  by: { username: 'ada', name: 'Ada <@U1> & [co](http://evil)' },
  project: { id: 'p1', title: 'Shop' },
  environment: { id: 'e1', name: 'production', kind: 'PRODUCTION' },
  release: {
    id: 'r1',
    number: 7,
    kind: 'SHIP',
    status: 'FAILED',
    revision: 'v1',
    commit: 'c'.repeat(40),
    commitSubject: '<at id=all></at> ![x](http://evil) <!channel>\n# big',
    note: null,
    failure: 'web-1: exit 7',
    originNumber: null,
    createdAt: '2030-01-02T03:00:00.000Z',
    startedAt: '2030-01-02T03:00:00.000Z',
    finishedAt: '2030-01-02T03:04:05.000Z',
  },
}
const occasion = (change: Partial<Occasion> & { language?: Language; publicUrl?: string | null } = {}): Occasion => {
  const {
    language = 'en',
    publicUrl = 'https://sendoff.example',
    event = 'release.failed' as SentEvent,
    ...rest
  } = change
  return {
    deliveryId: 'd1',
    event,
    news,
    message: messageOf(event, rest.news ?? news, language, publicUrl),
    url: 'https://hooks.example/send?access_token=token',
    secret: null,
    now,
    ...rest,
  }
}
const answer = (body: unknown, status = 200, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const bodyOf = (format: keyof typeof formats, change: Parameters<typeof occasion>[0] = {}) =>
  JSON.parse(formats[format].requestOf(occasion(change)).body)

describe('signatures', () => {
  test("the webhook's is that of openssl over time and body", () => {
    const { headers, body } = formats.WEBHOOK.requestOf(occasion({ secret: 'key' }))
    // printf '%s.%s' 1700000000 "$body" | openssl dgst -sha256 -hmac key
    const expected = createHmac('sha256', 'key').update(`1700000000.${body}`).digest('hex')
    expect(headers['x-sendoff-signature']).toBe(`t=1700000000,v1=${expected}`)
    const fixed = formats.WEBHOOK.requestOf(
      occasion({ secret: 'key', event: 'test', news: { at: 'now', by: null, project: null, environment: null } }),
    )
    expect(fixed.body).toBe(
      '{"version":1,"id":"d1","event":"test","at":"now","text":"This is a test from Sendoff. Notifications arrive here.",' +
        '"url":"https://sendoff.example","by":null,"project":null,"environment":null}',
    )
    expect(fixed.headers['x-sendoff-signature']).toBe(
      't=1700000000,v1=887b8f1cc7459f2467c1126fd8dffa50b2dd39acf28c1eb756924c2a55ca2e9a',
    )
  })

  test("DingTalk's is in the address: milliseconds and secret, signed with the secret", () => {
    const { url } = formats.DINGTALK.requestOf(occasion({ secret: 'SECthis is secret' }))
    const { searchParams } = new URL(url)
    expect(Object.fromEntries(searchParams)).toEqual({
      access_token: 'token',
      timestamp: '1700000000123',
      sign: 'gHzTcMCvf2AFDNUi3CM+X+ZHaLBqsyWnE9we84arXho=',
    })
    expect(url).toContain(encodeURIComponent(searchParams.get('sign') ?? ''))
  })

  test("Feishu's is in the body: seconds and secret are the key, nothing is signed", () => {
    expect(bodyOf('FEISHU', { secret: 'demo' })).toMatchObject({
      timestamp: '1700000000',
      sign: '8oT2n3SMKFfEnDoiwer8BUM/SjKLwe9SqoEIHlhDTKo=',
    })
    expect(bodyOf('FEISHU')).not.toHaveProperty('sign')
  })

  test('what has no secret is not signed', () => {
    expect(formats.WEBHOOK.requestOf(occasion()).headers).not.toHaveProperty('x-sendoff-signature')
    for (const name of ['DINGTALK', 'WECOM', 'SLACK'] as const) {
      expect(formats[name].requestOf(occasion()).url).toBe('https://hooks.example/send?access_token=token')
    }
  })
})

describe('messages', () => {
  test('DingTalk and WeCom get Markdown in which people mention and link nothing', () => {
    const dingtalk = bodyOf('DINGTALK')
    expect(dingtalk).toMatchObject({ msgtype: 'markdown', markdown: { title: 'Shop, production: Release #7 failed' } })
    const wecom = bodyOf('WECOM')
    expect(wecom.msgtype).toBe('markdown')
    for (const text of [dingtalk.markdown.text, wecom.markdown.content] as string[]) {
      expect(text).toContain('[Open in Sendoff](https://sendoff.example/releases/r1)')
      expect(text).toContain('Took: 4 min 5 s')
      expect(text).not.toContain('](http://evil')
      expect(text).not.toMatch(/<(?!font|\/font)/)
      expect(text).not.toMatch(/^# big/m)
    }
  })

  test('Feishu gets a card whose colour tells the outcome', () => {
    const { msg_type, card } = bodyOf('FEISHU')
    expect(msg_type).toBe('interactive')
    expect(card.header).toEqual({
      template: 'red',
      title: { tag: 'plain_text', content: 'Shop, production: Release #7 failed' },
    })
    expect(JSON.stringify(card)).not.toMatch(/<at|\]\(http/)
    expect(card.elements.at(-1).actions[0]).toMatchObject({ tag: 'button', url: 'https://sendoff.example/releases/r1' })
  })

  test('Slack gets blocks with its three characters escaped', () => {
    const { text, blocks } = bodyOf('SLACK')
    expect(text).toBe('Shop, production: Release #7 failed')
    expect(blocks.map(({ type }: { type: string }) => type)).toEqual(['header', 'section', 'actions'])
    expect(JSON.stringify(blocks)).not.toMatch(/<[!@]/)
    expect(JSON.stringify(blocks)).toContain('&lt;!channel&gt;')
  })

  test('the language is that of the hook, and without a public address there is no link', () => {
    expect(bodyOf('DINGTALK', { language: 'zh' }).markdown.title).toBe('Shop / production：发布 #7 失败')
    expect(bodyOf('SLACK', { publicUrl: null }).blocks).toHaveLength(2)
    expect(bodyOf('FEISHU', { publicUrl: null }).card.elements.every(({ tag }: { tag: string }) => tag === 'div')).toBe(
      true,
    )
    expect(bodyOf('WEBHOOK', { publicUrl: null }).url).toBeNull()
  })

  test('the longest words keep every limit', () => {
    const long = '版'.repeat(3000)
    const release = { ...news.release, commitSubject: long, note: long, failure: long } as News['release'] & object
    const project = { id: 'p', title: '名'.repeat(100) }
    const change = { news: { ...news, release, project, by: { username: 'x', name: long } } }
    expect(Buffer.byteLength(bodyOf('WECOM', change).markdown.content)).toBeLessThanOrEqual(4096)
    expect(bodyOf('WECOM', change).markdown.content).toContain('(https://sendoff.example/releases/r1)')
    expect(Buffer.byteLength(bodyOf('DINGTALK', change).markdown.text)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(formats.FEISHU.requestOf(occasion(change)).body)).toBeLessThanOrEqual(20_000)
    const { blocks } = bodyOf('SLACK', change)
    expect([...blocks[0].text.text].length).toBeLessThanOrEqual(150)
    for (const field of blocks[1].fields) expect(field.text.length).toBeLessThanOrEqual(2000)
  })
})

describe('verdicts', () => {
  const taken = { taken: true }
  const refused = (lasting: boolean, toldMs: number | null = null) => ({ taken: false, lasting, toldMs })
  test.each([
    ['WEBHOOK', answer('', 204), taken],
    ['WEBHOOK', answer('', 500), refused(false)],
    ['WEBHOOK', answer('', 404), refused(false)],
    ['WEBHOOK', answer('', 410), refused(true)],
    ['WEBHOOK', answer('', 302, { location: '/' }), refused(false)],
    ['WEBHOOK', answer('', 429, { 'retry-after': '7' }), refused(false, 7000)],
    ['DINGTALK', answer({ errcode: 0, errmsg: 'ok' }), taken],
    ['DINGTALK', answer({ errcode: 310000, errmsg: 'sign not match' }), refused(true)],
    ['DINGTALK', answer({ errcode: 130101, errmsg: 'send too fast' }), refused(false, 600_000)],
    ['DINGTALK', answer({ errcode: -1, errmsg: 'system busy' }), refused(false)],
    ['DINGTALK', answer('<html>'), refused(false)],
    ['FEISHU', answer({ code: 0, msg: 'success' }), taken],
    ['FEISHU', answer({ StatusCode: 0, StatusMessage: 'success' }), taken],
    ['FEISHU', answer({ code: 19021, msg: 'sign match fail' }), refused(true)],
    ['FEISHU', answer({ code: 11232, msg: 'frequency limited' }, 400), refused(false, 60_000)],
    ['FEISHU', answer({ code: 99991400, msg: 'x' }, 429, { 'x-ogw-ratelimit-reset': '5' }), refused(false, 5000)],
    ['FEISHU', answer('bad gateway', 502), refused(false)],
    ['WECOM', answer({ errcode: 0, errmsg: 'ok' }), taken],
    ['WECOM', answer({ errcode: 93000, errmsg: 'invalid webhook url' }), refused(true)],
    ['WECOM', answer({ errcode: 45009, errmsg: 'api freq out of limit' }), refused(false, 60_000)],
    ['SLACK', answer('ok'), taken],
    ['SLACK', answer('<html>ok</html>'), refused(false)],
    ['SLACK', answer('no_service', 404), refused(true)],
    ['SLACK', answer('rate_limited', 429, { 'retry-after': '30' }), refused(false, 30_000)],
    ['SLACK', answer('rollup_error', 500), refused(false)],
  ] as const)('%s judges %o', (format, told, verdict) => {
    expect(formats[format].judge(told)).toMatchObject(verdict)
  })
})
