import { expect, test } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { renderMessage } from './nodes.ts'

const codeBlock = defineComponent({ props: { code: String }, setup: (props) => () => h('pre', h('code', props.code)) })
const nameTest = (name: string) => (name === 'ada' ? ('me' as const) : name === '李雷' ? ('other' as const) : null)
const html = async (text: string) =>
  (await renderToString(createSSRApp({ render: () => renderMessage(text, { nameTest, codeBlock }) })))
    .replaceAll('<!--[-->', '')
    .replaceAll('<!--]-->', '')

test.each([
  ['plain', '<p>plain</p>'],
  ['**a** _b_ ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>'],
  ['one\ntwo', '<p>one<br>two</p>'],
  ['# big', '<p class="heading">big</p>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['3. a', '<ol start="3"><li>a</li></ol>'],
  ['> said', '<blockquote><p>said</p></blockquote>'],
  ['```js\nlet a = "<b>"\n```', '<pre><code>let a = &quot;&lt;b&gt;&quot;</code></pre>'],
  [
    'hey @ada, and @李雷.',
    '<p>hey <span class="mention me">@ada</span>, and <span class="mention other">@李雷</span>.</p>',
  ],
  ['`@ada` a@ada.example @nobody', '<p><code>@ada</code> a@ada.example @nobody</p>'],
  ['see README.md and main.ts', '<p>see README.md and main.ts</p>'],
])('%j is drawn as meant', async (text, expected) => {
  expect(await html(text)).toBe(expected)
})

test('links open elsewhere and tell nothing about this page', async () => {
  const rel = 'target="_blank" rel="noopener noreferrer nofollow"'
  expect(await html('https://example.com/a?b=1&c')).toBe(
    `<p><a href="https://example.com/a?b=1&amp;c" ${rel}>https://example.com/a?b=1&amp;c</a></p>`,
  )
  expect(await html('![plan](https://example.com/a.png)')).toBe(
    `<p><a href="https://example.com/a.png" ${rel}>plan</a></p>`,
  )
})

// Each input has run somewhere. Whatever it becomes, only these elements and attributes may be in it.
const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '<style>*{display:none}</style>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java&#10;script:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](vbscript:msgbox(1))',
  '[x](file:///etc/passwd)',
  '[x](//example.com)',
  '[x](/sign-out)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![" onerror="alert(1)](https://example.com/x.png" onerror="alert(1))',
  '![x](https://example.com/x.png "t\\" onload=\\"alert(1)")',
  '[x](https://example.com "t\\" onclick=\\"alert(1)")',
  '[x](https://example.com/" onclick="alert(1))',
  '[x]: javascript:alert(1)\n\n[x]',
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  '`<img src=x onerror=alert(1)>`',
  '| <img src=x onerror=alert(1)> |\n| - |\n| [x](javascript:alert(1)) |',
  '**<b onmouseover=alert(1)>x**',
  '@ada<img src=x onerror=alert(1)>',
  '1000000000000000000000. x',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Ehttps://example.com\u202C',
  `${'['.repeat(2000)}x`,
  `${'> '.repeat(1500)}x`,
  `${'*'.repeat(4000)}x`,
]
const allowed = /^(?:p|br|hr|a|span|strong|em|s|code|pre|ul|ol|li|blockquote|table|thead|tbody|tr|th|td)$/
const attributes =
  /^(?:class="(?:heading|mention me|mention other)"|start="\d+"|href="(?:https?:\/\/|mailto:)[^"]*"|target="_blank"|rel="noopener noreferrer nofollow")$/

test.each(hostile)('%j does nothing', async (text) => {
  for (const [, element = '', rest = ''] of (await html(text)).matchAll(/<\/?([a-zA-Z!][^\s>/]*)([^>]*)>/g)) {
    expect(element).toMatch(allowed)
    for (const attribute of rest.match(/[^\s=]+(?:="[^"]*")?/g) ?? []) expect(attribute).toMatch(attributes)
  }
})
