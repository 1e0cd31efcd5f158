import { text } from '../i18n/i18n.ts'
import type { PollCard } from './poll-card.ts'

/** How many options one may choose, in words. */
export function choiceHint({
  multiple,
  minChoices: min,
  maxChoices: max,
  options,
}: Pick<PollCard, 'multiple' | 'minChoices' | 'maxChoices' | 'options'>): string {
  if (!multiple) return text('poll.chooseOne')
  if (min === max) return text('poll.chooseExactly', { count: min })
  if (min > 1) return text('poll.chooseBetween', { min, max })
  return max < options.length ? text('poll.chooseUpTo', { count: max }) : text('poll.chooseSeveral')
}
