import type { GraphQLField } from 'graphql'

/**
 * Marks a field whose value does not depend on who asks: `t.field({ …, extensions: broadcastable })`. A subscription all of
 * whose selected fields carry it is executed once per event for all subscribers of the same access scope.
 */
export const broadcastable = { broadcastable: true } as const

export const isBroadcastable = (field: GraphQLField<unknown, unknown>) => field.extensions.broadcastable === true
