import './scalars.ts'
import '../modules/accounts/accounts.schema.ts'
import { builder } from './builder.ts'

// Loading a module's schema file hangs its types and operations on the builder.
export const schema = builder.toSchema({ sortSchema: false })
