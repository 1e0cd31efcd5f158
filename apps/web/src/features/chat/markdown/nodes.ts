import type { Token } from 'markdown-it'
import { type Component, h, type VNodeChild } from 'vue'
import { type NameTest, splitMentions } from './mentions.ts'
import { parser, safeAddress } from './parser.ts'

/** Elements that a message may become. Nothing else can: there is no HTML in between that could be read differently. */
const elements: Record<string, string> = {
  paragraph: 'p',
  // A heading of a message is not a heading of the page.
  heading: 'p',
  blockquote: 'blockquote',
  bullet_list: 'ul',
  ordered_list: 'ol',
  list_item: 'li',
  strong: 'strong',
  em: 'em',
  s: 's',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
}

export interface MessageParts {
  nameTest: NameTest
  /** Draws a block of code; gets `code`. */
  codeBlock: Component
}

interface Frame {
  token: Token | null
  children: VNodeChild[]
}

/** A message's text as nodes of the page, made from markdown without passing through HTML. */
export function renderMessage(text: string, parts: MessageParts): VNodeChild[] {
  return build(parser.parse(text, {}), parts)
}

function build(tokens: readonly Token[], parts: MessageParts): VNodeChild[] {
  const stack: Frame[] = [{ token: null, children: [] }]
  const top = () => stack[stack.length - 1] as Frame
  for (const token of tokens) {
    if (token.nesting === 1) stack.push({ token, children: [] })
    else if (token.nesting === -1) {
      const { token: opened, children } = stack.pop() as Frame
      top().children.push(...enclose(opened as Token, children))
    } else top().children.push(...leaf(token, parts))
  }
  return top().children
}

function enclose(token: Token, children: VNodeChild[]): VNodeChild[] {
  if (token.hidden) return children
  const name = token.type.replace(/_open$/, '')
  if (name === 'link') return [link(attribute(token, 'href'), children)]
  const element = elements[name]
  if (!element) return children
  if (name === 'heading') return [h('p', { class: 'heading' }, children)]
  if (name === 'ordered_list') return [h('ol', { start: Number(token.attrGet('start') ?? 1) }, children)]
  return [h(element, children)]
}

function leaf(token: Token, parts: MessageParts): VNodeChild[] {
  switch (token.type) {
    case 'inline':
      return build(token.children ?? [], parts)
    case 'text':
      return splitMentions(token.content, parts.nameTest).map((part) =>
        part.names ? h('span', { class: ['mention', part.names] }, part.text) : part.text,
      )
    case 'softbreak':
    case 'hardbreak':
      return [h('br')]
    case 'hr':
      return [h('hr')]
    case 'code_inline':
      return [h('code', token.content)]
    case 'fence':
    case 'code_block':
      return [h(parts.codeBlock, { code: token.content.replace(/\n$/, '') })]
    case 'image':
      // A picture from elsewhere would tell its server who reads this, and when.
      return [link(attribute(token, 'src'), [token.content || attribute(token, 'src')])]
    default:
      return token.content ? [token.content] : []
  }
}

const attribute = (token: Token, name: string) => String(token.attrGet(name) ?? '')

function link(address: string | null, children: VNodeChild[]): VNodeChild {
  const href = safeAddress(address)
  if (!href) return h('span', children)
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, children)
}
