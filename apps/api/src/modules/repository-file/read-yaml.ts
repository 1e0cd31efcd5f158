import { type Document, LineCounter, parseDocument } from 'yaml'

/** Something that is wrong in the file, at a line that counts from 1. */
export interface FileProblem {
  line: number
  message: string
  /** False: it can be used all the same. */
  blocks: boolean
}

export interface ReadYaml {
  document: Document
  value: unknown
  lineAt(offset: number): number
}

const most = { aliases: 50, problems: 50 }
const badText = (message: string, line = 1) => ({ problems: [{ line, message, blocks: true }] })

/** Reads YAML that nobody trusts: no tags, few aliases, no key twice. Total: any bytes give a value or problems. */
export function readYaml(bytes: Uint8Array): ReadYaml | { problems: FileProblem[] } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return badText('Save the file as UTF-8.')
  }
  const lines = new LineCounter()
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' })
    const faults = [...document.errors, ...document.warnings].slice(0, most.problems)
    if (faults.length > 0) {
      const told = faults.map(({ message, pos }) => ({
        line: lineAt(pos[0]),
        message: sentence(message),
        blocks: true,
      }))
      return { problems: told }
    }
    return { document, value: document.toJS({ maxAliasCount: most.aliases }), lineAt }
  } catch (error) {
    // Too many aliases, or so deeply nested that the parser itself gave up.
    if (error instanceof ReferenceError) return badText('Use fewer aliases (*name): write the values out.')
    if (error instanceof RangeError) return badText('It is nested too deeply.')
    throw error
  }
}

const sentence = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`)
