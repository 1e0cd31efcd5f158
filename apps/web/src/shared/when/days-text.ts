import { type Weekday, weekdays } from './weekly-span.ts'

/** Days as people write them: Mon–Fri, Sun. */
export function daysText(days: readonly Weekday[], name: (day: Weekday) => string): string {
  const runs: Weekday[][] = []
  for (const day of weekdays.filter((each) => days.includes(each))) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && weekdays.indexOf(day) === weekdays.indexOf(last) + 1) run.push(day)
    else runs.push([day])
  }
  const named = runs.map((run) => run.map(name))
  return named.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(', '))).join(', ')
}
