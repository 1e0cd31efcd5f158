import { type InjectionKey, inject } from 'vue'
import type { NameTest } from './markdown/mentions.ts'
import type { Attachment, Message } from './message.ts'
import type { ReleaseCard } from './release-card.ts'

/** What a person may do with what they see in a room. Given by the room, used by every part of a message. */
export interface RoomActs {
  readonly viewerId: string
  /** A member who is connected or will be: may write, react and answer. */
  readonly mayWrite: boolean
  readonly mayModerate: boolean
  readonly nameTest: NameTest
  react(message: Message, emoji: string): void
  reply(message: Message): void
  edit(message: Message): void
  remove(message: Message): void
  copyLink(message: Message): void
  jumpTo(seq: number): void
  open(picture: Attachment): void
  sendAgain(clientId: string): void
  discard(clientId: string): void
  loadHole(fromSeq: number, toSeq: number): void
  /** Whether a newer release of the same environment was announced in the room. */
  isNewest(card: ReleaseCard): boolean
}

export const roomActsKey: InjectionKey<RoomActs> = Symbol('room acts')

export function useRoomActs(): RoomActs {
  const acts = inject(roomActsKey)
  if (!acts) throw new Error('no room acts provided')
  return acts
}
