import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountOf, plainRollout, type Rollout } from './rollout.ts'
import { type Course, canariesOf, type Standing, scheduleOf, windowOf } from './schedule.ts'

const amount = (least: number) =>
  fc.oneof(
    fc.integer({ min: least, max: 6 }).map(String),
    fc.integer({ min: least, max: 100 }).map((share) => `${share}%`),
  )
const rollout: fc.Arbitrary<Rollout> = fc.record({
  strategy: fc.constantFrom('ALL_AT_ONCE', 'ROLLING', 'CANARY'),
  batch: amount(1),
  canaryServers: amount(1),
  canaryWait: fc.constantFrom('CHECK', 'TIME', 'PERSON'),
  canaryWaitSeconds: fc.constant(60),
  maxFailures: amount(0),
  groups: fc.constant([]),
  onceCommand: fc.constant(null),
  guided: fc.boolean(),
})
/** Servers as `inOrder` leaves them: group after group, those of none last. */
const groups = fc
  .array(fc.constantFrom('db', 'web', 'zone', null), { minLength: 1, maxLength: 14 })
  .map((list) => list.toSorted((a, b) => (a ?? '~').localeCompare(b ?? '~')))

/** What may happen next in a release: a server ends somehow, is taken out, or people hold it and let it go. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ end: fc.nat(), as: fc.constantFrom<Standing>('GOOD', 'GOOD', 'GOOD', 'SICK') }) },
  { weight: 1, arbitrary: fc.record({ out: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ held: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ pass: fc.constant(true) }) },
)

const courseFor = (rules: Rollout, list: (string | null)[], concurrency: number): Course => ({
  rollout: rules,
  concurrency,
  servers: list.map((group, place) => ({ id: `s${place}`, group, standing: 'WAITING' })),
  canaryPassed: false,
  held: false,
})

const move = (course: Course, ids: readonly string[], standing: Standing): Course => ({
  ...course,
  servers: course.servers.map((server) => (ids.includes(server.id) ? { ...server, standing } : server)),
})

const having = (course: Course, ...standings: Standing[]) =>
  course.servers.filter(({ standing }) => standings.includes(standing))

/** Lets the schedule begin what it wants to, and proves that it may. */
function begin(course: Course): Course {
  const { next, over } = scheduleOf(course)
  const canaries = canariesOf(course).map(({ id }) => id)
  const begun = move(course, next, 'UNDER_WAY')
  expect(having(begun, 'UNDER_WAY').length).toBeLessThanOrEqual(
    Math.max(windowOf(course), having(course, 'UNDER_WAY').length),
  )
  if (course.held || over) expect(next).toEqual([])
  for (const id of next) {
    const place = course.servers.findIndex((server) => server.id === id)
    const group = course.servers[place]?.group
    const earlier = course.servers.slice(0, place).filter((server) => server.group !== group)
    expect(earlier.filter(({ standing }) => standing === 'WAITING' || standing === 'UNDER_WAY')).toEqual([])
    if (canaries.includes(id)) continue
    for (const canary of course.servers.filter((server) => canaries.includes(server.id))) {
      expect(canary.standing).toBe('GOOD')
    }
    if (canaries.length > 0 && course.rollout.canaryWait !== 'CHECK') expect(course.canaryPassed).toBe(true)
  }
  return begun
}

function apply(course: Course, event: Record<string, unknown>): Course {
  if (typeof event.held === 'boolean') return { ...course, held: event.held }
  if (event.pass) return { ...course, canaryPassed: course.canaryPassed || scheduleOf(course).canaryWaits }
  const from = event.end !== undefined ? having(course, 'UNDER_WAY') : having(course, 'WAITING', 'UNDER_WAY')
  const chosen = from[Number(event.end ?? event.out) % Math.max(1, from.length)]
  return chosen ? move(course, [chosen.id], (event.as as Standing) ?? 'OUT') : course
}

describe('whatever happens', () => {
  test('the window, the groups, the canary and a pause are kept, and it always comes to an end', () => {
    fc.assert(
      fc.property(
        rollout,
        groups,
        fc.integer({ min: 1, max: 20 }),
        fc.array(happening, { maxLength: 60 }),
        (rules, list, concurrency, events) => {
          let course = begin(courseFor(rules, list, concurrency))
          for (const event of events) course = begin(apply(course, event))
          // Nobody interferes any more: all that is left goes well.
          course = { ...course, held: false }
          for (let round = 0; having(course, 'WAITING', 'UNDER_WAY').length > 0; round++) {
            expect(round, 'it hangs').toBeLessThan(100)
            if (scheduleOf(course).over) return
            course = move(
              course,
              having(course, 'UNDER_WAY')
                .map(({ id }) => id)
                .slice(0, 1),
              'GOOD',
            )
            if (scheduleOf(course).canaryWaits) course = { ...course, canaryPassed: true }
            course = begin(course)
          }
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('with no more failures than may be, every healthy server is shipped to', () => {
    fc.assert(
      fc.property(rollout, groups, fc.array(fc.nat(), { maxLength: 14 }), (rules, list, unwell) => {
        let course = begin(courseFor(rules, list, 3))
        const may = amountOf(rules.maxFailures, list.length)
        const canaries = new Set(canariesOf(course).map(({ id }) => id))
        const sick = new Set(
          unwell
            .map((n) => `s${n % list.length}`)
            .filter((id) => !canaries.has(id))
            .slice(0, may),
        )
        while (having(course, 'WAITING', 'UNDER_WAY').length > 0) {
          const [ends] = having(course, 'UNDER_WAY')
          if (!ends && !scheduleOf(course).canaryWaits) throw new Error('it hangs')
          if (ends) course = move(course, [ends.id], sick.has(ends.id) ? 'SICK' : 'GOOD')
          course = begin({ ...course, canaryPassed: course.canaryPassed || scheduleOf(course).canaryWaits })
        }
        expect(having(course, 'GOOD').length).toBe(list.length - sick.size)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the schedule', () => {
  const course = (change: Partial<Rollout>, standings: Standing[], more: Partial<Course> = {}): Course => ({
    rollout: { ...plainRollout, ...change },
    concurrency: 10,
    servers: standings.map((standing, place) => ({ id: `s${place + 1}`, group: null, standing })),
    canaryPassed: false,
    held: false,
    ...more,
  })

  test('rolls as a window: the next one begins when any of them has ended', () => {
    const rolling = { strategy: 'ROLLING', batch: '2' } as const
    expect(scheduleOf(course(rolling, ['UNDER_WAY', 'UNDER_WAY', 'WAITING', 'WAITING'])).next).toEqual([])
    const { next, waiting } = scheduleOf(course(rolling, ['UNDER_WAY', 'GOOD', 'WAITING', 'WAITING']))
    expect(next).toEqual(['s3'])
    expect([...waiting]).toEqual([['s4', 'Waits for its turn: 2 at once.']])
  })

  test('a share of servers is rounded down, and never nobody', () => {
    expect(windowOf(course({ strategy: 'ROLLING', batch: '50%' }, Array(7).fill('WAITING')))).toBe(3)
    expect(windowOf(course({ strategy: 'ROLLING', batch: '10%' }, Array(3).fill('WAITING')))).toBe(1)
  })

  test('says what everybody waits for', () => {
    const canary = { strategy: 'CANARY', canaryServers: '1', canaryWait: 'PERSON' } as const
    const well = scheduleOf(course(canary, ['GOOD', 'WAITING']))
    expect(well).toMatchObject({ next: [], canaryWaits: true, over: false })
    expect(well.waiting.get('s2')).toBe('Waits for the canary.')
    expect(scheduleOf(course(canary, ['GOOD', 'WAITING'], { canaryPassed: true })).next).toEqual(['s2'])
    const groups = {
      servers: [
        { id: 'a', group: 'web', standing: 'UNDER_WAY' as const },
        { id: 'b', group: null, standing: 'WAITING' as const },
      ],
    }
    expect(scheduleOf(course({}, [], groups)).waiting.get('b')).toBe('Waits for group web.')
  })

  test('a canary that leaves, or that was never reached, is replaced; a sick one ends the release', () => {
    const canary = { strategy: 'CANARY', canaryServers: '1', canaryWait: 'CHECK', maxFailures: '2' } as const
    expect(scheduleOf(course(canary, ['OUT', 'WAITING', 'WAITING'])).next).toEqual(['s2'])
    expect(scheduleOf(course(canary, ['UNREACHED', 'WAITING', 'WAITING'])).next).toEqual(['s2'])
    expect(scheduleOf(course(canary, ['SICK', 'WAITING', 'WAITING']))).toMatchObject({ next: [], over: true })
  })

  test('one failure more than may be ends it', () => {
    const two = { maxFailures: '2' }
    expect(scheduleOf(course(two, ['SICK', 'UNREACHED', 'WAITING'])).over).toBe(false)
    expect(scheduleOf(course(two, ['SICK', 'UNREACHED', 'SICK', 'WAITING'])).over).toBe(true)
    expect(scheduleOf(course({ maxFailures: '10%' }, Array(9).fill('SICK'))).over).toBe(true)
  })
})
