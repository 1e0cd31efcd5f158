import type { FrameSink } from '../../streams/shared-execution.ts'
import type { Context } from '../context.ts'

const DELIVERY = Symbol('delivery')

/** Gives a context the place where its subscription's frames may be written raw. */
export const withDelivery = <C extends object>(context: C, sink: FrameSink): C =>
  Object.assign(context, { [DELIVERY]: sink })

export const deliveryOf = (context: object): FrameSink | undefined => (context as { [DELIVERY]?: FrameSink })[DELIVERY]

/** A context whose transport wants to know how long a subscription runs. */
export interface StreamingContext extends Context {
  /** Called when a subscription begins; what it returns, when it has ended. */
  streamStarts?: () => () => void
}
