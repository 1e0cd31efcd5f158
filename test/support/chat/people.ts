import { randomUUID } from 'node:crypto'
import { hashToken, newToken } from '../../../apps/api/src/modules/accounts/tokens.ts'

/** Somebody with an API token. */
export interface Person {
  id: string
  username: string
  token: string
}

/** Whatever answers SQL: a pool of Postgres, or the embedded database while no server has it open. */
export interface Sql {
  query(text: string, values: unknown[]): Promise<unknown>
}

/**
 * Adds people straight to the database: a thousand passwords would have to be stretched otherwise, and signing in is not
 * what is measured. The first one is an admin.
 */
export async function addPeople(sql: Sql, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    username: `person-${n}`,
    token: newToken('apiToken'),
  }))
  await sql.query(
    `INSERT INTO "User" (id, username, "displayName", "passwordHash", role)
     SELECT id, name, name, 'none', CASE n WHEN 1 THEN 'ADMIN' ELSE 'DEVELOPER' END::"Role"
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS person (id, name, n)`,
    [people.map(({ id }) => id), people.map(({ username }) => username)],
  )
  await sql.query(
    `INSERT INTO "ApiToken" (id, name, "tokenHash", "userId")
     SELECT gen_random_uuid()::text, 'measurement', hash, id FROM unnest($1::text[], $2::text[]) AS token (id, hash)`,
    [people.map(({ id }) => id), people.map(({ token }) => hashToken(token))],
  )
  return people
}
