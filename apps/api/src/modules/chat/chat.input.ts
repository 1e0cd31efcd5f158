import { z } from 'zod'
import { block, id, line } from '../kernel/fields.ts'

/** Of a message, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 8 * 1024
const MAX_ATTACHMENTS = 10
const MAX_PAGE = 100

const bytesOf = (text: string) => Buffer.byteLength(text)

export const messageText = block(MAX_TEXT_BYTES)
  .refine((text) => bytesOf(text) <= MAX_TEXT_BYTES, 'Use at most 8 KB: put longer texts into several messages.')
  .transform((text) => text.trimEnd())

/** Chosen by the caller, so that sending again is the same message. */
const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'Use 1 to 100 visible ASCII characters, such as a UUID.')
  // Cards are found by these: a message under one would stand in a card's way.
  .refine((text) => !/^(release|poll):/.test(text), 'Names that begin with "release:" or "poll:" are those of cards.')

/** The name of a file, without the folders that some programs put before it. */
export const attachmentInput = z.object({
  name: line(200).transform((name) => name.split(/[\\/]/).at(-1)?.trim() || 'image'),
})

export const keepPresenceInput = z.object({ connectionId: clientId })

export const sendMessageInput = z
  .object({
    roomId: id,
    text: messageText,
    clientId: clientId.nullish(),
    replyToId: id.nullish(),
    attachmentIds: z
      .array(id)
      .max(MAX_ATTACHMENTS, `Attach at most ${MAX_ATTACHMENTS} images.`)
      .nullish()
      .transform((ids) => [...new Set(ids ?? [])]),
  })
  .refine(({ text, attachmentIds }) => text.trim() !== '' || attachmentIds.length > 0, {
    path: ['text'],
    message: 'Write something, or attach an image.',
  })

export type SendMessageInput = z.input<typeof sendMessageInput>
export type SendMessageDraft = z.output<typeof sendMessageInput>

export const editMessageInput = z.object({
  text: messageText.refine((text) => text.trim() !== '', 'Write something, or delete the message.'),
})

/** One emoji as people see it: letters and words are not reactions. */
export const emojiInput = z.object({ emoji: z.string().refine((text) => isOneEmoji(text), 'Give one emoji.') })

const MAX_EMOJI = 40
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const isOneEmoji = (text: string) =>
  text.length <= MAX_EMOJI &&
  [...graphemes.segment(text)].length === 1 &&
  /^(?:\p{Emoji}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u.test(text) &&
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)

const name = line(80)
const topic = line(250)

export const createRoomInput = z.object({ name, topic: topic.nullish() })
/** An empty topic takes it away. */
export const updateRoomInput = z.object({
  name: name.nullish(),
  topic: z.union([z.literal('').transform(() => null), topic]).nullish(),
})

export const reasonInput = z.object({ reason: line(250).nullish() })

export const roomNameKey = (roomName: string) => roomName.trim().normalize('NFKC').toLowerCase()

const seq = z.number().int().min(0, 'Seqs begin at 1.')

export const historyInput = z
  .object({
    before: seq.nullish(),
    after: seq.nullish(),
    around: seq.nullish(),
    first: z
      .number()
      .int()
      .min(1, `Ask for 1 to ${MAX_PAGE} messages.`)
      .max(MAX_PAGE, `Ask for 1 to ${MAX_PAGE} messages.`)
      .nullish()
      .transform((first) => first ?? 50),
  })
  .refine(({ before, after, around }) => [before, after, around].filter((given) => given != null).length <= 1, {
    path: ['before'],
    message: 'Give only one of before, after and around.',
  })

export type HistoryInput = z.input<typeof historyInput>
export type HistoryQuery = z.output<typeof historyInput>

const cursorFields = {
  epoch: z.number().int().nullish(),
  replayAtMost: z
    .number()
    .int()
    .min(1, 'Give 1 to 5000, or nothing for all of it.')
    .max(5000, 'Give 1 to 5000, or nothing for all of it.')
    .nullish(),
}

const roomSeq = z.number().int().min(0, 'Give the last seq that you have, 0 for everything.')

export const followInput = z.object({ ...cursorFields, after: roomSeq.nullish() })

export const pollInput = z.object({
  ...cursorFields,
  after: roomSeq,
  limit: z
    .number()
    .int()
    .min(1, 'Ask for 1 to 500 events.')
    .max(500, 'Ask for 1 to 500 events.')
    .nullish()
    .transform((limit) => limit ?? 100),
  waitSeconds: z
    .number()
    .int()
    .min(0, 'Wait 0 to 25 seconds.')
    .max(25, 'Wait 0 to 25 seconds.')
    .nullish()
    .transform((seconds) => seconds ?? 0),
})
