/** Prisma hands `%` and `_` to LIKE as they are; people who search for `web_1` mean exactly that. */
export const literally = (words: string) => words.replace(/[\\%_]/g, '\\$&')
