import { afterAll, beforeAll, expect } from 'vitest'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import { openTestApi } from './execute.ts'
import { type Person, person, type TestApi } from './tickets.ts'

/** Where tickets are opened and decided, with those who do; empty until the first test begins. */
export interface TicketDesk<Name extends string> {
  api: TestApi
  people: Record<Name, Person>
}

/**
 * For all tests of the file, or of the `describe`, in which it is called: opens before the first, closes behind the last, and fails
 * when something failed behind their backs.
 * @param staff who is there, by their role
 * @param lend a database that is not the embedded one; it is closed too
 */
export function ticketDesk<Name extends string>(
  staff: Record<Name, Role>,
  lend: () => Promise<{ database?: TestApi['database'] }> = async () => ({}),
): TicketDesk<Name> {
  const desk = {} as TicketDesk<Name>
  let lent: Awaited<ReturnType<typeof lend>> = {}
  beforeAll(async () => {
    lent = await lend()
    desk.api = await openTestApi(lent)
    const there: [string, Person][] = []
    for (const name of Object.keys(staff) as Name[]) there.push([name, await person(desk.api, staff[name])])
    desk.people = Object.fromEntries(there) as Record<Name, Person>
  })
  afterAll(async () => {
    await desk.api?.close()
    await lent.database?.close()
    expect(desk.api?.faults).toEqual([])
  })
  return desk
}
