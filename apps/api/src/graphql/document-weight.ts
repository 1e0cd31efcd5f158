import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/** How much a document asks for, before anything of it is validated or run. */
export interface DocumentWeight {
  depth: number
  aliases: number
  /** Objects that may have to be loaded: lists count by their `first`, `last` or `limit`, else as ten or a page. */
  cost: number
  /** Names of the fields at the root, fragments included. */
  rootFields: Set<string>
}

const LIST_LENGTH = 10
/** Of a connection or page whose size is left out. */
const PAGE_LENGTH = 20
const SIZE_ARGUMENTS = ['first', 'last', 'limit']

/**
 * Weighs each fragment once, whatever the number of its uses, so that a document of nested fragments can't take
 * exponential time. A fragment inside itself (validation refuses it later) weighs nothing there.
 */
export function weigh(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): DocumentWeight {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const weighed = new Map<string, DocumentWeight>()

  const weighFragment = (name: string): DocumentWeight => {
    const known = weighed.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    weighed.set(name, nothing())
    const weight = fragment
      ? weighSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value))
      : nothing()
    weighed.set(name, weight)
    return weight
  }

  const defaults = new Map<string, number>()
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value))

  const sizeOf = (args: readonly { name: { value: string }; value: { kind: string } }[] | undefined): number | null => {
    for (const { name, value } of args ?? []) {
      if (!SIZE_ARGUMENTS.includes(name.value)) continue
      if (value.kind === Kind.INT && 'value' in value) return Number(value.value)
      if (value.kind === Kind.VARIABLE && 'name' in value) {
        const variable = (value.name as { value: string }).value
        const given = Object.hasOwn(variables, variable) ? variables[variable] : defaults.get(variable)
        if (typeof given === 'number') return given
      }
    }
    return null
  }

  const weighSelections = (selections: SelectionSetNode, parent: unknown): DocumentWeight => {
    const total = nothing()
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        merge(total, weighFragment(selection.name.value))
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent
        merge(total, weighSelections(selection.selectionSet, type))
      } else {
        const name = selection.name.value
        total.rootFields.add(name)
        if (selection.alias) total.aliases += 1
        const type = fieldType(parent, name)
        const inner = selection.selectionSet
          ? weighSelections(selection.selectionSet, type && getNamedType(type))
          : nothing()
        const size = sizeOf(selection.arguments)
        const isList = type !== undefined && isListType(getNullableType(type))
        // The size of a connection or page stands on the field above its lists, which then count once.
        const times = size ?? (isList && !isPageList(parent) ? LIST_LENGTH : isPage(type) ? PAGE_LENGTH : 1)
        const isObject = type === undefined ? selection.selectionSet : isCompositeType(getNamedType(type))
        total.depth = Math.max(total.depth, inner.depth + 1)
        total.aliases += inner.aliases
        total.cost += Math.max(times, 1) * ((isObject ? 1 : 0) + inner.cost)
      }
    }
    return total
  }

  return weighSelections(operation.selectionSet, schema.getRootType(operation.operation))
}

const nothing = (): DocumentWeight => ({ depth: 0, aliases: 0, cost: 0, rootFields: new Set() })

function merge(total: DocumentWeight, part: DocumentWeight) {
  total.depth = Math.max(total.depth, part.depth)
  total.aliases += part.aliases
  total.cost += part.cost
  for (const name of part.rootFields) total.rootFields.add(name)
}

const isPage = (type: GraphQLOutputType | undefined) => type !== undefined && isPageList(getNamedType(type))

const isPageList = (parent: unknown) => isObjectType(parent) && /(Connection|Page)$/.test(parent.name)

function fieldType(parent: unknown, name: string): GraphQLOutputType | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined
}
