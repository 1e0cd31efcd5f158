import { createApiClient } from '../../apps/api/src/demo/client.ts'
import { buying, idsOf, openTicket, publish } from './flow-scene.ts'
import { chinese, goFlow } from './go-no-go-scene.ts'
import { choosePassword, type Room } from './room.ts'

const words: Record<string, string> = {
  Buying: '办公采购',
  'Things that the office needs.': '办公室需要的物品。',
  'Asked for': '发起',
  Team: '团队审批',
  'How dear?': '金额判断',
  Finance: '财务审批',
  'Tell the office': '通知行政',
  'It will be bought.': '即将采购。',
  Bought: '完成',
  Why: '原因',
  'What it is for.': '用途说明。',
  What: '物品',
  'A desk': '办公桌',
  Tea: '茶叶',
  'Something else': '其他',
  'What else': '具体物品',
  Price: '金额',
  Until: '截止日期',
  'For whom': '使用人',
  Lines: '明细',
  Item: '名称',
  Pieces: '数量',
  Each: '单价',
}

/** The same flow in the words of another language: what people write is theirs, whatever the page's language. */
const translated = (value: unknown): unknown => {
  if (typeof value === 'string') return words[value] ?? value
  if (Array.isArray(value)) return value.map(translated)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translated(inner)]))
}

export interface TicketScene {
  flowId: string
  /** Waits for the admin. */
  ticketId: string
  /** Asks by poll, and waits for the admin and another. */
  goId: string
  /** Was stopped. */
  noGoId: string
}

/** The draft goes on: lawyers look at what is dear, and the office is told no more. */
async function redraw({ api: { ask } }: Room, flowId: string, lawyer: string): Promise<void> {
  const query = 'query ($id: ID!) { flow(id: $id) { revision definition } }'
  const { flow } = await ask<{ flow: { revision: number; definition: ReturnType<typeof buying> } }>(query, {
    id: flowId,
  })
  const { room: _room, ...definition } = flow.definition
  const nodes = definition.nodes.filter(({ id }) => id !== 'tell') as { id: string; x: number; kind: string }[]
  const law = { ...nodes.find(({ id }) => id === 'finance'), id: 'law', title: '法务审批', x: 900, y: -80 }
  const end = nodes.find(({ id }) => id === 'end')
  if (end) end.x = 1120
  const way = (from: string, to: string) => ({ id: `${from}-${to}`, from, to, condition: null, position: 0 })
  const links = definition.links.filter(({ from, to }) => ![from, to].includes('tell') && from !== 'finance')
  const input = {
    ...{ ...definition, id: flowId, revision: flow.revision },
    nodes: [...nodes, { ...law, people: [{ kind: 'USERS', userIds: [lawyer] }] }],
    links: [...links, way('finance', 'law'), way('law', 'end'), { ...way('dear', 'end'), position: 1 }],
  }
  await ask('mutation ($i: SaveFlowInput!) { saveFlow(input: $i) { id } }', { i: input })
}

/** A flow, and tickets of somebody else's: one that waits for the admin, one that is approved, one that was sent back. */
export async function seedTickets(room: Room): Promise<TicketScene> {
  const { ask } = room.api
  const add = 'mutation ($i: AddUserInput!) { addUser(input: $i) { id } }'
  const password = 'given by the admin'
  for (const [username, displayName] of [
    ['wei', '陈薇'],
    ['ming', '王小明'],
  ]) {
    await ask(add, { i: { username, displayName, password, role: 'DEVELOPER' } })
  }
  const ids = await idsOf(ask)
  const wei = createApiClient(room.url, await choosePassword(room.url, 'wei', password))
  const [admin = '', ming = ''] = [ids.admin, ids.ming]
  const definition = translated({ ...buying([admin, ming], [admin]) }) as { nodes: { id: string; rule?: object }[] }
  for (const node of definition.nodes) if (node.id === 'team') node.rule = { kind: 'N_OF', approvals: 1 }
  const flowId = await publish(ask, definition)
  const form = { why: '旧的那张已经摇晃。', what: 'desk', price: 620_000, until: '2030-01-31', who: [ming] }
  const open = (title: string) =>
    openTicket(wei.ask, flowId, title, { ...form, lines: [{ item: '橡木桌', pieces: 1, cost: 620_000 }] })
  const decide = async (ticketId: string, decision: string, comment: string) => {
    const { ticket } = await ask<{ ticket: { myTasks: { id: string }[] } }>(
      'query ($id: ID!) { ticket(id: $id) { myTasks { id } } }',
      { id: ticketId },
    )
    await ask('mutation ($i: DecideInput!) { decide(input: $i) { id } }', {
      i: { taskId: ticket.myTasks[0]?.id, decision, comment },
    })
  }
  const approved = await open('会议室的新椅子')
  await decide(approved, 'APPROVE', '')
  await decide(approved, 'APPROVE', '预算之内。')
  await decide(await open('显示器'), 'SEND_BACK', '请写明型号。')
  const ticketId = await open('靠窗的办公桌')
  await decide(ticketId, 'APPROVE', '确实摇晃。')
  await wei.ask('mutation ($i: CommentOnTicketInput!) { commentOnTicket(input: $i) { id } }', {
    i: { ticketId, text: '最好这个月到货。' },
  })
  await redraw(room, flowId, ming)
  const asking = goFlow([admin, ming, ids.wei ?? ''], { kind: 'N_OF', approvals: 1 }, [admin], [ming], chinese)
  const launch = await publish(ask, asking)
  const goId = await openTicket(wei.ask, launch, '四点二版本上线', {})
  const noGoId = await openTicket(wei.ask, launch, '四点一版本上线', {})
  await decide(noGoId, 'REJECT', '测试还没有通过。')
  return { flowId, ticketId, goId, noGoId }
}
