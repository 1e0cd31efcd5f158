import type { OutputPiece, ReleaseJournal } from '../ports.ts'

type Listener = (piece: OutputPiece) => Promise<void>

/**
 * Writes a command's output to a step's log: bytes become text across chunk borders, and what no database takes (NUL) or no
 * text is (broken UTF-8) becomes U+FFFD.
 */
export function logOutput(journal: ReleaseJournal, stepKey: string): { listen: Listener; end(): Promise<void> } {
  const decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() }
  const write = async (stream: OutputPiece['stream'], text: string): Promise<void> => {
    if (text === '') return
    // A journal that fails has stopped the run already; nothing is gained by breaking the channel's reader as well.
    await journal.output(stepKey, stream, text.replaceAll('\0', '\ufffd')).catch(() => undefined)
  }
  return {
    listen: ({ stream, bytes }) => write(stream, decoders[stream].decode(bytes, { stream: true })),
    async end() {
      await write('STDOUT', decoders.STDOUT.decode())
      await write('STDERR', decoders.STDERR.decode())
    },
  }
}

const REPORT_BYTES = 64 * 1024

/** Keeps a script's report (standard output) and its last words (standard error), both bounded. */
export function collectReport(): { listen: Listener; report(): string; lastWords(): string; errors(): string } {
  const kept: Record<OutputPiece['stream'], Buffer> = { STDOUT: Buffer.alloc(0), STDERR: Buffer.alloc(0) }
  return {
    async listen({ stream, bytes }) {
      const all = Buffer.concat([kept[stream], bytes])
      kept[stream] = stream === 'STDOUT' ? all.subarray(0, REPORT_BYTES) : all.subarray(-REPORT_BYTES)
    },
    report: () => kept.STDOUT.toString('utf8'),
    errors: () => kept.STDERR.toString('utf8'),
    lastWords: () => kept.STDERR.toString('utf8').trim().split('\n').at(-1)?.trim() ?? '',
  }
}
