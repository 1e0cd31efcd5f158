import pino from 'pino'
import { withoutSecrets, withoutUrlPasswords } from './hidden.ts'
import { readableLine } from './readable-line.ts'

export type Log = pino.Logger

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** `json` for machines; `text` for a terminal. */
  format: 'json' | 'text'
  /** Where finished lines go; standard output when missing. */
  write?: (line: string) => void
}

/** The process's log. Fields with secret names and passwords in addresses are hidden, whoever writes them. */
export function createLog({ level, format, write = (line) => process.stdout.write(line) }: LogOptions): Log {
  const finish = format === 'text' ? readableLine : (line: string) => line
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields) as Record<string, unknown>,
      },
      // Errors are described above; pino's own serializer would copy every property of them.
      serializers: { err: (error: unknown) => (error instanceof Error ? withoutSecrets(error) : error) },
    },
    // Once more on the finished line: the fields of child loggers come past the formatters.
    { write: (line: string) => write(finish(hideSecrets(line))) },
  )
}

const hideSecrets = (line: string) => withoutUrlPasswords(`${JSON.stringify(withoutSecrets(JSON.parse(line)))}\n`)
