/** Something to choose from a list that is searched by typing. */
export interface PickOption {
  value: string
  label: string
  detail?: string
  person?: { id: string; displayName: string }
}

/** What is still to be chosen and fits what was typed; what begins with it comes first. */
export function matchingOptions(
  options: readonly PickOption[],
  chosen: readonly string[],
  typed: string,
): PickOption[] {
  const wanted = typed.trim().toLowerCase()
  const rank = ({ label, detail = '' }: PickOption) => {
    const [name, more] = [label.toLowerCase(), detail.toLowerCase()]
    if (name.startsWith(wanted) || more.startsWith(wanted)) return 0
    return name.includes(wanted) || more.includes(wanted) ? 1 : 2
  }
  return options
    .filter((option) => !chosen.includes(option.value) && rank(option) < 2)
    .toSorted((one, other) => rank(one) - rank(other))
}
