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
  /** The variable that carries nothing but the position in the stream, so that it does not part subscribers. */
  cursorVariable: string | null
}

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
    ? { text: `${operationName ?? ''}\n${print(document)}`, cursorVariable: cursorVariable(document, operation) }
    : null
  ofSchema.set(operation, plan)
  return plan
}

/** The key of the group: everything that can make a difference to a payload. */
export function broadcastKey(
  { text, cursorVariable }: BroadcastPlan,
  variables: Record<string, unknown> | null | undefined,
) {
  const names = Object.keys(variables ?? {}).filter((name) => name !== cursorVariable)
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

/** The variable given as `after` of the root field, if it is used nowhere else. */
function cursorVariable(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const [root] = operation.selectionSet.selections
  if (root?.kind !== Kind.FIELD) return null
  const value = root.arguments?.find((argument) => argument.name.value === 'after')?.value
  if (value?.kind !== Kind.VARIABLE) return null
  let uses = 0
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === value.name.value) uses += 1
    },
  })
  return uses === 1 ? value.name.value : null
}
