import { StepFailed } from '../errors.ts'
import type { HttpCheck } from '../health-check.ts'

const named = /\{\{([A-Za-z_]\w*)\}\}/g

/** Whether a value names a variable instead of holding everything itself. */
export const namesVariable = (value: string): boolean => value.search(named) >= 0

/**
 * The headers of a check as they are sent: `{{NAME}}` stands for what the servers' variable holds, so that a token lies sealed
 * among the variables and in no setting, snapshot or log. @throws StepFailed, without telling any value
 */
export const filledHeaders = (headers: HttpCheck['headers'], variables: Readonly<Record<string, string>>) =>
  headers.map(({ name, value }) => ({
    name,
    value: value.replace(named, (_, variable: string) => {
      const filled = Object.hasOwn(variables, variable) ? variables[variable] : undefined
      const about = `The health check's header ${name} names the variable ${variable}`
      if (filled === undefined) throw new StepFailed(`${about}, which commands on the servers do not have.`)
      if (!/^[\t\x20-\x7e]*$/.test(filled)) throw new StepFailed(`${about}, which is no single line of ASCII.`)
      return filled
    }),
  }))
