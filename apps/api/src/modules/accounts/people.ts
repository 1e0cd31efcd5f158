import type { PrismaClient } from '../../platform/database/database.ts'

const BELIEVED_MS = 10_000
const MAX_PEOPLE = 10_000

export type Person = NonNullable<Awaited<ReturnType<PrismaClient['user']['findUnique']>>>

interface Entry {
  person: Person | Promise<Person>
  readAt: number
}

/**
 * The people that events speak of by id. One process tells the same names to many sockets, so it keeps them for some seconds; a
 * name that changes shows a little later in what is written next.
 */
export function createPeople({ prisma, now }: { prisma: PrismaClient; now(): number }) {
  const entries = new Map<string, Entry>()
  let wanted: string[] = []
  let asked: Promise<Map<string, Person>> | null = null

  /** All who are asked for within one turn of the event loop are read by one statement. */
  const load = async (id: string): Promise<Person> => {
    wanted.push(id)
    asked ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      const ids = wanted
      wanted = []
      asked = null
      const found = await prisma.user.findMany({ where: { id: { in: ids } } })
      return new Map(found.map((person) => [person.id, person]))
    })
    const person = (await asked).get(id)
    if (!person) throw new Error(`There is no user ${id}.`)
    return person
  }

  return {
    /** Somebody who is, or was, a user; known ones without waiting. */
    person(id: string): Person | Promise<Person> {
      const known = entries.get(id)
      if (known && now() - known.readAt < BELIEVED_MS) return known.person
      if (entries.size >= MAX_PEOPLE) entries.clear()
      const entry: Entry = { person: load(id), readAt: now() }
      entries.set(id, entry)
      const asking = entry.person as Promise<Person>
      asking.then(
        (person) => {
          entry.person = person
        },
        () => entries.delete(id),
      )
      return entry.person
    },
  }
}
