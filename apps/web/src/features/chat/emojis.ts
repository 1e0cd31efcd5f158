import type { MessageKey } from '../../shared/i18n/messages.ts'

/** What a reaction can be; few enough to be seen at once. */
export const emojis: readonly (readonly [sign: string, name: MessageKey])[] = [
  ['👍', 'emoji.thumbsUp'],
  ['👎', 'emoji.thumbsDown'],
  ['❤️', 'emoji.heart'],
  ['😄', 'emoji.laugh'],
  ['🎉', 'emoji.party'],
  ['🚀', 'emoji.rocket'],
  ['👀', 'emoji.eyes'],
  ['✅', 'emoji.check'],
  ['❌', 'emoji.cross'],
  ['🔥', 'emoji.fire'],
  ['👏', 'emoji.clap'],
  ['🙏', 'emoji.thanks'],
  ['🤔', 'emoji.thinking'],
  ['🙂', 'emoji.smile'],
  ['😉', 'emoji.wink'],
  ['😢', 'emoji.sad'],
  ['😮', 'emoji.surprised'],
  ['😅', 'emoji.sweat'],
  ['💪', 'emoji.muscle'],
  ['👋', 'emoji.wave'],
  ['💯', 'emoji.hundred'],
  ['💡', 'emoji.bulb'],
  ['🐛', 'emoji.bug'],
  ['⚠️', 'emoji.warning'],
]
