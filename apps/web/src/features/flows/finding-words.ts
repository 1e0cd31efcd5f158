import { language, textIfAny } from '../../shared/i18n/i18n.ts'
import type { Finding } from './operations.ts'

/** The server's sentence names what it found; in other languages than its own the page says what kind of thing it is. */
export const findingText = ({ code, message }: Finding): string =>
  (language.value === 'en' ? null : textIfAny(`flowFinding.${code}`)) ?? message
