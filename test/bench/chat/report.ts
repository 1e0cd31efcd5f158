import { median, printTable } from '../measure.ts'
import type { Contestant } from './contestant.ts'
import type { SteadyResult, SteadyScene } from './scenes.ts'

/** What was measured, by contestant, over all rounds; printed as medians. */
export interface Book {
  addSteady(of: Contestant, scene: SteadyScene, result: SteadyResult): void
  addMost(of: Contestant, deliveriesPerSecond: number): void
  addIdleSocket(of: Contestant, bytes: number): void
  /** The median of a scene's figure, for judging; null when it was never reached. */
  steady(of: Contestant, scene: SteadyScene, figure: keyof SteadyResult): number | null
  most(of: Contestant): number | null
  printScene(scene: SteadyScene): void
  printMost(): void
  printMemory(): void
}

export function createBook(contestants: Contestant[]): Book {
  const steady = new Map<string, SteadyResult[]>()
  const most = new Map<string, number[]>()
  const idle = new Map<string, number[]>()
  const keyOf = (of: Contestant, { users }: SteadyScene) => `${of.name} ${users}`
  const add = <T>(to: Map<string, T[]>, key: string, value: T) => to.set(key, [...(to.get(key) ?? []), value])
  const medianOf = (values: number[] | undefined) => (values ? median(values) : null)

  const figureOf = (of: Contestant, scene: SteadyScene, figure: keyof SteadyResult) =>
    medianOf(steady.get(keyOf(of, scene))?.map((result) => result[figure] ?? 0))

  return {
    addSteady: (of, scene, result) => void add(steady, keyOf(of, scene), result),
    addMost: (of, deliveries) => void add(most, of.name, deliveries),
    addIdleSocket: (of, bytes) => void add(idle, of.name, bytes),
    steady: figureOf,
    most: (of) => medianOf(most.get(of.name)),
    printScene(scene) {
      console.log(`\n${scene.users} users in one room, ${scene.rate} messages a second`)
      const head = ['', 'CPU per delivery', 'p50', 'p99', 'acknowledged → seen p99', 'lost', 'doubled']
      const rows = contestants.map((of) => {
        const figure = (name: keyof SteadyResult) => figureOf(of, scene, name)
        if (!steady.has(keyOf(of, scene))) return [nameOf(of), 'not deliverable']
        return [
          nameOf(of),
          `${figure('cpuMicros')?.toFixed(1)} µs`,
          ms(figure('p50')),
          ms(figure('p99')),
          ms(figure('afterAcknowledgement99')),
          String(figure('lost')),
          String(figure('doubled')),
          ...(scene.withCut ? [String(figure('missedInCut'))] : []),
        ]
      })
      printTable([[...head, ...(scene.withCut ? ['missed in a 2 s cut'] : [])], ...rows])
    },
    printMost() {
      console.log('\nThe most that one room of 200 sustains: p99 ≤ 250 ms, nothing lost')
      printTable([
        ['', 'deliveries a second'],
        ...contestants.map((of) => [nameOf(of), medianOf(most.get(of.name))?.toLocaleString('en') ?? '–']),
      ])
    },
    printMemory() {
      console.log('\nMemory of one more socket that only listens')
      const kilobytes = (bytes: number | null) => (bytes === null ? '–' : `${(bytes / 1024).toFixed(1)} KB`)
      printTable([['', 'per socket'], ...contestants.map((of) => [nameOf(of), kilobytes(medianOf(idle.get(of.name)))])])
    },
  }
}

const nameOf = ({ name, durable }: Contestant) => (durable ? `${name} (durable)` : name)
const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`)
