import type { Clock } from '../../engine/ports.ts'
import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { CallerError } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { askerOf, type Viewer } from '../kernel/viewer.ts'
import type { CreateReleaseInput } from '../releases/creation/release.input.ts'
import { createArrivalLimit } from './arrival-limit.ts'
import { type ArrivalRecord, logArrival } from './arrival-log.ts'
import { matchesGlob } from './glob.ts'
import type { HookRule } from './incoming.input.ts'
import { contextOf } from './incoming-keeping.ts'
import type { Arrival } from './providers/provider.ts'
import { providers } from './providers/providers.ts'
import { type Push, payloadOf, pushOf } from './push.ts'

export interface IncomingRequest {
  header(name: string): string | null
  body: Buffer
}

/** What the sender is answered. */
export interface Reception {
  status: number
  message: string
  releaseIds?: string[]
  retryAfterMs?: number
}

interface ReceivingPorts {
  prisma: PrismaClient
  secrets: SecretSealer
  clock: Clock
  /** In the name of whoever made the hook, with the rights that they have now. */
  createRelease(viewer: Viewer, input: CreateReleaseInput, told: { commit: string | null }): Promise<{ id: string }>
}

type Hook = Prisma.IncomingHookGetPayload<{ include: { createdBy: true } }>

const nobody: Reception = { status: 404, message: 'There is no such webhook.' }
/** The same whatever is wrong, so that nothing is learnt by trying. */
const disbelieved: Reception & ArrivalRecord = {
  ...{ outcome: 'REFUSED', status: 401, message: 'The signature or the secret does not fit, or it is too old.' },
}
const statusOf = (error: CallerError) =>
  ({ UNREACHABLE: 503, FORBIDDEN: 403, LOCKED: 409, CONFLICT: 409 })[error.code as string] ?? 422

/** Whoever made the hook, as the releases and the activity name them. */
const senderOf = ({ name, createdBy }: Hook): Viewer =>
  askerOf({ ...createdBy, displayName: `${createdBy.displayName} (webhook ${name})` })

/** Takes what repositories' hosts send. Nothing is believed before the secret has been shown. */
export function createReceiving({ prisma, secrets, clock, createRelease }: ReceivingPorts) {
  const waitFor = createArrivalLimit()

  async function ship(hook: Hook, key: string, push: Push, rules: HookRule[]): Promise<Reception & ArrivalRecord> {
    const releaseIds: string[] = []
    const problems: CallerError[] = []
    for (const environmentId of new Set(rules.map((rule) => rule.environmentId))) {
      const clientId = `hook:${hook.id}:${key}:${environmentId}`
      try {
        const input = { environmentId, revision: push.name, clientId }
        releaseIds.push((await createRelease(senderOf(hook), input, { commit: push.commit })).id)
      } catch (error) {
        if (!(error instanceof CallerError)) throw error
        problems.push(error)
      }
    }
    const [first] = problems
    if (first) {
      const message = problems.map((each) => each.message).join(' ')
      return { outcome: 'REFUSED', status: statusOf(first), message, releaseIds }
    }
    return { outcome: 'ACCEPTED', status: 202, message: 'Released.', releaseIds }
  }

  async function judge(hook: Hook, arrival: Arrival): Promise<Reception & ArrivalRecord> {
    const provider = providers[hook.provider]
    const payload = payloadOf(arrival.body, arrival.header('content-type')?.toLowerCase() ?? '')
    if (!payload) return { outcome: 'REFUSED', status: 400, message: 'The body is not JSON.' }
    const event = provider.eventOf(arrival, payload)
    const ignored = (message: string) => ({ outcome: 'IGNORED' as const, status: 200, message, event })
    if (provider.isPing(arrival, payload)) return ignored('It was a ping: the webhook works.')
    if (!provider.isPush(event, payload)) return ignored('Only pushes of branches and tags ship.')
    const push = pushOf(payload)
    if (!push) return ignored('It names no branch and no tag.')
    const facts = { event, ref: push.name, commit: push.commit }
    if (push.deleted) return { ...ignored('It was deleted: nothing to ship.'), ...facts }
    const rules = (hook.rules as unknown as HookRule[]).filter(
      ({ kind, pattern }) => kind === push.kind && matchesGlob(pattern, push.name),
    )
    if (rules.length === 0) return { ...ignored('No rule is about it.'), ...facts }
    if (hook.createdBy.disabledAt !== null) {
      const message = 'Whoever made this webhook may not sign in any more: somebody else has to make it anew.'
      return { outcome: 'REFUSED', status: 403, message, ...facts }
    }
    return { ...(await ship(hook, provider.keyOf(arrival), push, rules)), ...facts }
  }

  return {
    /** Never throws for what a sender can cause. */
    async receive(id: string, request: IncomingRequest): Promise<Reception> {
      const now = clock.now().getTime()
      const hook = isId(id)
        ? await prisma.incomingHook.findUnique({ where: { id }, include: { createdBy: true } })
        : null
      if (!hook?.enabled) return nobody
      const arrival = { ...request, now }
      const genuine = providers[hook.provider].isGenuine(arrival, secrets.open(hook.sealed, contextOf(hook.id)))
      // Who knocks without the secret uses up nothing of what its owner may send.
      const retryAfterMs = waitFor(`${hook.id} ${genuine}`, now)
      if (retryAfterMs > 0) return { status: 429, message: 'Too many messages. Wait a little.', retryAfterMs }
      const { status, message, releaseIds, ...rest } = genuine ? await judge(hook, arrival) : disbelieved
      await logArrival(prisma, hook.id, now, { ...rest, message, releaseIds })
      return { status, message, releaseIds }
    },
  }
}
