import { type FlowDocument, type FlowLink, type FlowNode, freeName, type NodeKind, newNode } from './flow-document.ts'

/** A change of the document: gives a new one and never touches the old one. The same one again: nothing changed. */
export type Command = (document: FlowDocument) => FlowDocument

export const setFacts =
  (facts: Partial<Pick<FlowDocument, 'title' | 'description' | 'room' | 'form'>>): Command =>
  (document) => ({ ...document, ...facts })

export const addNode =
  (kind: NodeKind, id: string, title: string, x: number, y: number): Command =>
  (document) => ({ ...document, nodes: [...document.nodes, newNode(kind, id, title, Math.round(x), Math.round(y))] })

/** The id that the next node of the kind gets. */
export const idFor = (document: FlowDocument, kind: NodeKind) =>
  freeName(
    kind.toLowerCase(),
    document.nodes.map(({ id }) => id),
  )

export const changeNode =
  (id: string, change: Partial<FlowNode>): Command =>
  (document) => ({
    ...document,
    nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
  })

export const changeLink =
  (id: string, change: Partial<FlowLink>): Command =>
  (document) => ({
    ...document,
    links: document.links.map((link) => (link.id === id ? { ...link, ...change } : link)),
  })

export interface Place {
  id: string
  x: number
  y: number
}

export const moveNodes =
  (places: readonly Place[]): Command =>
  (document) => {
    const moved = new Map(places.map((place) => [place.id, place]))
    const nodes = document.nodes.map((node) => {
      const place = moved.get(node.id)
      const [x, y] = [Math.round(place?.x ?? node.x), Math.round(place?.y ?? node.y)]
      return x === node.x && y === node.y ? node : { ...node, x, y }
    })
    return nodes.every((node, at) => node === document.nodes[at]) ? document : { ...document, nodes }
  }

/** A second link between the same nodes, or one to itself, would mean nothing. */
export const canConnect = ({ nodes, links }: FlowDocument, from: string, to: string): boolean =>
  from !== to &&
  nodes.some(({ id }) => id === from) &&
  nodes.some(({ id, kind }) => id === to && kind !== 'START') &&
  !links.some((link) => link.from === from && link.to === to)

export const connect =
  (from: string, to: string): Command =>
  (document) => {
    if (!canConnect(document, from, to)) return document
    const id = freeName(
      `${from}-${to}`.slice(0, 34),
      document.links.map((link) => link.id),
    )
    const position = document.links.filter((link) => link.from === from).length
    return { ...document, links: [...document.links, { id, from, to, condition: null, position }] }
  }

/** Puts a node into a link: what led on leads to it, under the same condition, and from it further. */
export const putInto =
  (linkId: string, nodeId: string): Command =>
  (document) => {
    const link = document.links.find(({ id }) => id === linkId)
    const kind = document.nodes.find(({ id }) => id === nodeId)?.kind
    if (!link || !kind || kind === 'START' || kind === 'END') return document
    if (link.from === nodeId || link.to === nodeId) return document
    const links = document.links.map((one) => (one === link ? { ...one, to: nodeId } : one))
    return connect(nodeId, link.to)({ ...document, links })
  }

/** Positions without holes, in their order. */
function inOrder(links: FlowLink[]): FlowLink[] {
  const places = new Map<string, number>()
  const position = new Map<string, number>()
  for (const link of links.toSorted((a, b) => a.position - b.position)) {
    const place = places.get(link.from) ?? 0
    places.set(link.from, place + 1)
    position.set(link.id, place)
  }
  return links.map((link) =>
    position.get(link.id) === link.position ? link : { ...link, position: position.get(link.id) ?? 0 },
  )
}

/** Removes nodes and links; with a node its links go. */
export const remove =
  (keys: readonly string[]): Command =>
  (document) => {
    const gone = new Set(keys)
    const nodes = document.nodes.filter(({ id }) => !gone.has(id))
    const links = document.links.filter(({ id, from, to }) => !gone.has(id) && !gone.has(from) && !gone.has(to))
    if (nodes.length === document.nodes.length && links.length === document.links.length) return document
    return { ...document, nodes, links: inOrder(links) }
  }

/** Moves a link among those of its node: the earlier one is tried first. */
export const moveLink =
  (id: string, by: -1 | 1): Command =>
  (document) => {
    const link = document.links.find((one) => one.id === id)
    const other = document.links.find((one) => one.from === link?.from && one.position === link.position + by)
    if (!link || !other) return document
    const positions = new Map([
      [link.id, other.position],
      [other.id, link.position],
    ])
    return {
      ...document,
      links: document.links.map((one) => ({ ...one, position: positions.get(one.id) ?? one.position })),
    }
  }

/** A part of a flow that can be put into this or another one. */
export interface Clipping {
  nodes: FlowNode[]
  links: FlowLink[]
}

export function clip({ nodes, links }: FlowDocument, keys: readonly string[]): Clipping {
  const chosen = new Set(keys)
  return {
    nodes: nodes.filter(({ id }) => chosen.has(id)),
    links: links.filter(({ from, to }) => chosen.has(from) && chosen.has(to)),
  }
}

/** Puts copies beside the originals. A flow has one start: a copied one is left out when there is one. */
export function paste(document: FlowDocument, clipping: Clipping): { document: FlowDocument; ids: string[] } {
  const hasStart = document.nodes.some(({ kind }) => kind === 'START')
  const taken = document.nodes.map(({ id }) => id)
  const names = new Map<string, string>()
  const nodes = clipping.nodes
    .filter(({ kind }) => !(kind === 'START' && hasStart))
    .map((node) => {
      const id = freeName(node.id.slice(0, 34), taken)
      taken.push(id)
      names.set(node.id, id)
      return { ...structuredClone(node), id, x: node.x + 40, y: node.y + 40 }
    })
  const known = document.links.map(({ id }) => id)
  const links = clipping.links.flatMap((link) => {
    const [from, to] = [names.get(link.from), names.get(link.to)]
    if (!from || !to) return []
    const id = freeName(`${from}-${to}`.slice(0, 34), known)
    known.push(id)
    return [{ ...structuredClone(link), id, from, to }]
  })
  return {
    document: { ...document, nodes: [...document.nodes, ...nodes], links: inOrder([...document.links, ...links]) },
    ids: nodes.map(({ id }) => id),
  }
}
