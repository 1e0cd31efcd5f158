import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  getOperationAST,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { isBroadcastable } from './broadcastable.ts'

/** How a subscription may be shared: the same `text` and variables but the cursor's mean the same payloads. */
export interface BroadcastPlan {
  text: string
  /** Variables that say nothing but where in the stream to begin, so that they do not part subscribers. */
  cursorVariables: ReadonlySet<string>
}

/** Arguments of a root field that say where in the stream to begin. */
const CURSOR_ARGUMENTS = new Set(['after', 'epoch', 'replayAtMost'])

const known = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, BroadcastPlan | null>>()

/** Null when some selected field may depend on who asks: then everybody gets an execution of their own. */
export function broadcastPlan(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): BroadcastPlan | null {
  const operation = getOperationAST(document, operationName)
  if (!operation) return null
  const ofSchema = known.get(schema) ?? new WeakMap()
  known.set(schema, ofSchema)
  const before = ofSchema.get(operation)
  if (before !== undefined) return before
  const plan = isShareable(schema, document)
    ? { text: `${operationName ?? ''}\n${print(document)}`, cursorVariables: cursorVariables(document, operation) }
    : null
  ofSchema.set(operation, plan)
  return plan
}

/** The key of the group: everything that can make a difference to a payload. */
export function broadcastKey(
  { text, cursorVariables }: BroadcastPlan,
  variables: Record<string, unknown> | null | undefined,
) {
  const names = Object.keys(variables ?? {}).filter((name) => !cursorVariables.has(name))
  return JSON.stringify([text, names.sort().map((name) => [name, variables?.[name]])])
}

function isShareable(schema: GraphQLSchema, document: DocumentNode): boolean {
  let shareable = true
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        if (node.name.value === '__typename') return
        const field = typeInfo.getFieldDef()
        const parent = typeInfo.getParentType()
        if (!field || !parent || !isBroadcastable(field as GraphQLField<unknown, unknown>)) shareable = false
        // The types behind an interface may resolve the field in ways of their own.
        else if (isAbstractType(parent)) {
          for (const type of schema.getPossibleTypes(parent)) {
            const own = type.getFields()[node.name.value]
            if (!own || !isBroadcastable(own)) shareable = false
          }
        }
      },
    }),
  )
  return shareable
}

/** The variables given for where to begin, if they are used nowhere else. */
function cursorVariables(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const [root] = operation.selectionSet.selections
  const given = (root?.kind === Kind.FIELD ? (root.arguments ?? []) : []).flatMap(({ name, value }) =>
    CURSOR_ARGUMENTS.has(name.value) && value.kind === Kind.VARIABLE ? [value.name.value] : [],
  )
  const uses = new Map<string, number>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  })
  return new Set(given.filter((name) => uses.get(name) === 1))
}
