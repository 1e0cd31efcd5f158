import { Prisma } from '../../platform/database/generated/client/client.ts'

/** A setting as Prisma wants it for its nullable JSON column: null empties it, undefined leaves it as it was. */
export const facetColumn = (setting: object | null | undefined) => (setting === null ? Prisma.DbNull : setting)
