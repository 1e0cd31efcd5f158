import { printSchema } from 'graphql'
import { schema } from './schema.ts'

/** The schema as it is committed in apps/api/schema.graphql. */
export const printedSchema = () => `${printSchema(schema)}\n`
