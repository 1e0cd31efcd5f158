import type { FlowDefinition } from '../flows/flow.definition.ts'
import type { FormValues } from '../flows/form.definition.ts'
import { checkForm } from '../flows/forms/form-check.ts'
import { badInput } from '../kernel/errors.ts'

/** @throws CallerError BAD_USER_INPUT with every answer that is wrong, by `form.<field>` behind the prefix */
export function requireForm({ form }: FlowDefinition, values: FormValues, prefix: string): void {
  const issues = checkForm(form, values)
  if (issues.length > 0) throw badInput(issues.map(({ path, message }) => ({ path: prefix + path, message })))
}
