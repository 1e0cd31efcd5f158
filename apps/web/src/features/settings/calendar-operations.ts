import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const calendarQuery = graphql(`
  query Calendar { workingCalendar { timeZone hours { days from to } days { date title works } } }
`)

export type Calendar = ResultOf<typeof calendarQuery>['workingCalendar']

export const updateCalendar = graphql(`
  mutation UpdateCalendar($input: UpdateWorkingCalendarInput!) { updateWorkingCalendar(input: $input) { timeZone } }
`)
