import { openStorage } from '../compose/storage.ts'
import type { Config } from '../config.ts'
import { createActivityVerifying } from '../modules/activity/activity-verifying.ts'
import { createTicketVerifying } from '../modules/tickets/ticket-verifying.ts'
import type { Database } from '../platform/database/database.ts'

/** @throws when the activity or a ticket's history was changed, with each of them and what does not fit */
export async function verifyAll(database: Database): Promise<string> {
  const { verifyTickets } = createTicketVerifying({ database })
  const problems: string[] = []
  let tickets = 0
  let lines = 0
  for await (const { number, problem, events } of verifyTickets()) {
    tickets += 1
    lines += events
    if (problem !== null) problems.push(`Ticket #${number}: ${problem}`)
  }
  const activity = await createActivityVerifying(database).verifyActivity()
  if (activity.problem !== null) problems.push(`Activity: ${activity.problem}`)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return (
    `The histories of ${tickets} tickets, ${lines} lines, are what was written, and lead to what is stored.\n` +
    `The activity is what was written up to line ${activity.lines}, whose hash is ${activity.hash}.`
  )
}

/** `verify`: proves that nobody changed what happened, see docs/activity.md and docs/tickets.md. */
export async function verify(config: Config): Promise<string> {
  const { database } = await openStorage(config, (error) => process.stderr.write(`${error.message}\n`))
  try {
    return await verifyAll(database)
  } finally {
    await database.close()
  }
}
