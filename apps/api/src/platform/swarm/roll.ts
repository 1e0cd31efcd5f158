import { randomBytes } from 'node:crypto'
import type { Announcement } from './announcement.ts'
import { isLoopback, type Peer } from './peers.ts'

/** A client that does not announce itself for so long is gone; they do it every few seconds. */
const FORGET_AFTER_MS = 20_000

interface Member {
  id: string
  peer: (Peer & { peerId: string; seenAt: number }) | null
  /** Sent by clients of this member that have ended, and by the present one. */
  givenBefore: number
  given: number
}

/** Who takes part in one swarm, and what each of them told. */
export interface Roll {
  readonly infoHash: Buffer
  passkeyOf(id: string): string
  passkeys(): string[]
  /** Notes what a member announced, under the address that it came from. */
  note(passkey: string, announcement: Announcement, address: string): void
  /** The others, in random order. `here`: the address under which the asking member reached this machine. */
  othersOf(passkey: string, here: string): Peer[]
  givenBy(id: string): number | null
}

export function createRoll(infoHash: Buffer, ids: readonly string[], now = () => performance.now()): Roll {
  const members = new Map<string, Member>()
  const keys = new Map<string, string>()
  for (const id of ids) {
    const passkey = randomBytes(20).toString('hex')
    members.set(passkey, { id, peer: null, givenBefore: 0, given: 0 })
    keys.set(id, passkey)
  }
  const memberOf = (id: string) => members.get(keys.get(id) ?? '')
  return {
    infoHash,
    passkeys: () => [...members.keys()],
    passkeyOf(id) {
      const passkey = keys.get(id)
      if (passkey === undefined) throw new Error(`${id} is no member of the swarm.`)
      return passkey
    },
    note(passkey, { peerId, port, uploaded, stopped }, address) {
      const member = members.get(passkey)
      if (!member) return
      const again = member.peer?.peerId === peerId
      if (!again) member.givenBefore = member.given
      member.given = Math.max(member.given, member.givenBefore + uploaded)
      if (!stopped) member.peer = { address, port, peerId, seenAt: now() }
      else if (again) member.peer = null
    },
    othersOf(passkey, here) {
      const others: Peer[] = []
      for (const [key, { peer }] of members) {
        if (key === passkey || peer === null || now() - peer.seenAt > FORGET_AFTER_MS) continue
        others.push({ address: isLoopback(peer.address) ? here : peer.address, port: peer.port })
      }
      return shuffled(others)
    },
    givenBy(id) {
      const member = memberOf(id)
      return member === undefined || (member.peer === null && member.given === 0) ? null : member.given
    },
  }
}

function shuffled<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    const [a, b] = [items[last] as T, items[other] as T]
    items[last] = b
    items[other] = a
  }
  return items
}
