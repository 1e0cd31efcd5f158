import { lostGatesOf, problemsOf, strangersOf } from './problems.ts'
import { type FileProblem, readYaml } from './read-yaml.ts'
import { type FileSettings, fileShape } from './shape.ts'

export interface ParsedFile {
  /** Of one environment; empty when a problem blocks. */
  settings: FileSettings
  problems: FileProblem[]
}

/**
 * What the file says about an environment: what stands at the top, and over it what stands under the environment's name.
 * Total: any bytes give settings or problems.
 * @param names all environments of the project, to notice one that is not written as it is called
 * @param probes those of the environment, by name
 */
export function parseRepositoryFile(
  bytes: Uint8Array,
  environment: string,
  names: string[],
  probes: readonly string[],
): ParsedFile {
  const read = readYaml(bytes)
  if ('problems' in read) return { settings: {}, problems: read.problems }
  const parsed = fileShape.safeParse(read.value)
  if (!parsed.success) return { settings: {}, problems: problemsOf(read, parsed.error.issues) }
  const { environments, ...common } = parsed.data ?? {}
  const written = new Map(Object.entries(environments ?? {}))
  const own = written.get(environment) ?? {}
  const hooks = { ...common.hooks, ...own.hooks }
  const gates = { ...common.gates, ...own.gates }
  const named = { environment, own: Object.keys(own.gates ?? {}), gates: Object.keys(gates) }
  const lost = lostGatesOf(read, named, probes)
  return {
    settings: lost.length > 0 ? {} : { ...common, ...own, hooks, gates },
    problems: [...lost, ...strangersOf(read, [...written.keys()], names)],
  }
}
