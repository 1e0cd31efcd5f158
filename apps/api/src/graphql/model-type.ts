import { getRefFromModel, type PrismaObjectRef } from '@pothos/plugin-prisma'
import type PrismaTypes from '../platform/database/generated/pothos/types.ts'
import { builder } from './builder.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never

/** The type of a Prisma model that another module declares, so that schema files need not import each other. */
export const modelType = <Name extends keyof PrismaTypes & string>(name: Name) =>
  getRefFromModel<Types>(name, builder) as unknown as PrismaObjectRef<Types, PrismaTypes[Name]>
