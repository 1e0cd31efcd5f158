import type { Change } from './fast-import.ts'
import { buildScript, page, product, readme, styles } from './shop-files.ts'

interface Step {
  author: { name: string; email: string }
  subject: string
  files: Record<string, Change>
  tag?: string
}

const at = (name: string) => ({ name, email: `${name.split(' ')[0]?.toLowerCase()}@shop.example` })
const mei = at('Mei Lin')
const jonas = at('Jonas Berg')
const amara = at('Amara Okafor')
const diego = at('Diego Ruiz')

const file = (content: string): Change => ({ content })
const version = (text: string) => ({ VERSION: file(`${text}\n`) })

const goods = [
  ['teapot', 'Iron teapot', '48.00'],
  ['cups', 'Two small cups', '19.50'],
  ['kettle', 'Gooseneck kettle', '72.00'],
  ['oolong', 'Oolong, 100 g', '14.20'],
  ['jasmine', 'Jasmine pearls, 50 g', '16.80'],
  ['tray', 'Bamboo tray', '35.00'],
  ['whisk', 'Matcha whisk', '22.00'],
  ['matcha', 'Matcha, 40 g', '29.90'],
  ['scale', 'Pocket scale', '24.50'],
  ['gift', 'Gift box', '6.00'],
] as const

const people = [mei, jonas, amara, diego]
const tags: Record<string, string> = {
  teapot: '1.0.0',
  kettle: '1.0.1',
  jasmine: '1.1.0',
  whisk: '1.2.0',
  gift: '1.3.0',
}

/** The trunk, oldest first. */
export function history(): Step[] {
  const steps: Step[] = [
    { author: mei, subject: 'Start the shop', files: { 'README.md': file(readme), ...version('0.1.0') } },
    {
      author: mei,
      subject: 'Build the page with a script',
      files: { 'build.sh': { content: buildScript, mode: '100755' } },
    },
    {
      author: jonas,
      subject: 'Lay out the page',
      files: { 'src/page.html': file(page('Tea and all that goes with it')) },
    },
    {
      author: amara,
      subject: 'Give the page its colours',
      files: { 'src/style.css': file(styles('#2f6f4f', '#fbf8f1')) },
    },
  ]
  goods.forEach(([key, title, price], index) => {
    const author = people[index % people.length] ?? mei
    steps.push({ author, subject: `Sell: ${title}`, files: { [`src/goods/${key}.html`]: file(product(title, price)) } })
    const next = people[(index + 1) % people.length] ?? mei
    const dearer = (Number(price) * 1.05).toFixed(2)
    steps.push({
      author: next,
      subject: `Correct the price of ${title.toLowerCase()}`,
      files: { [`src/goods/${key}.html`]: file(product(title, dearer)) },
    })
    const tag = tags[key]
    if (tag) steps.push({ author: mei, subject: `Release ${tag}`, files: version(tag), tag: `v${tag}` })
  })
  return [
    ...steps,
    {
      author: diego,
      subject: 'Say where we are',
      files: { 'src/contact.html': file('<p>12 Harbour Street, open daily</p>\n') },
    },
    {
      author: amara,
      subject: 'Warm the colours for winter',
      files: { 'src/style.css': file(styles('#8a4b2f', '#fdf6ec')) },
    },
    { author: mei, subject: 'Release 1.4.0', files: version('1.4.0'), tag: 'v1.4.0' },
    {
      author: jonas,
      subject: 'Fix the heading on phones',
      files: { 'src/phone.css': file('h1 { font-size: 1.4rem; }\n') },
    },
    { author: jonas, subject: 'Release 1.4.1', files: version('1.4.1'), tag: 'v1.4.1' },
    {
      author: amara,
      subject: 'Tell search engines who we are',
      files: { 'src/robots.txt': file('User-agent: *\nAllow: /\n') },
    },
    { author: diego, subject: 'Shorten the greeting', files: { 'src/page.html': file(page('Tea, well made')) } },
    { author: mei, subject: 'Release 1.4.2', files: version('1.4.2'), tag: 'v1.4.2' },
    {
      author: jonas,
      subject: 'Greet in two languages',
      files: { 'src/page.html': file(page('Tea, well made · 好茶')) },
    },
    {
      author: amara,
      subject: 'Show prices in bold',
      files: { 'src/prices.css': file('.price { font-weight: 700; }\n') },
    },
  ]
}

export const sideBranches: { ref: string; after: string; steps: Step[] }[] = [
  {
    ref: 'refs/heads/feature/dark-page',
    after: 'Release 1.4.1',
    steps: [
      { author: amara, subject: 'Try a dark page', files: { 'src/style.css': file(styles('#d9a066', '#1d1a17')) } },
      { author: amara, subject: 'Soften the dark', files: { 'src/style.css': file(styles('#d9a066', '#26221e')) } },
    ],
  },
  {
    ref: 'refs/heads/feature/gift-cards',
    after: 'Release 1.4.2',
    steps: [
      {
        author: diego,
        subject: 'Sell gift cards',
        files: { 'src/goods/card.html': file(product('Gift card', '25.00')) },
      },
      {
        author: mei,
        subject: 'Explain gift cards',
        files: { 'src/cards.html': file('<p>Valid for three years.</p>\n') },
      },
    ],
  },
]
