/** As much of JSON Schema (draft 2020-12) as forms need. */
export interface JsonSchema {
  $schema?: string
  type?: 'string' | 'number' | 'integer' | 'object' | 'array'
  title?: string
  description?: string
  format?: 'date'
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  const?: unknown
  enum?: unknown[]
  items?: JsonSchema
  contains?: JsonSchema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  properties?: Record<string, JsonSchema | false>
  required?: string[]
  additionalProperties?: false
  allOf?: (JsonSchema | boolean)[]
  anyOf?: (JsonSchema | boolean)[]
  not?: JsonSchema
  if?: JsonSchema | boolean
  then?: JsonSchema
  else?: JsonSchema
}
