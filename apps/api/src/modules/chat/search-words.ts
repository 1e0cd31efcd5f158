/** Scripts that are written without spaces: their text is found by characters and pairs of characters. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー`
const pieces = new RegExp(
  String.raw`(?<unspaced>[${UNSPACED}]+)|(?<picture>\p{Extended_Pictographic})|(?<word>(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}_])+)`,
  'gu',
)

/** Longer ones are mostly no words; the same cut is made on both sides, so they are found all the same. */
const MAX_WORD = 64

interface Piece {
  kind: 'unspaced' | 'picture' | 'word'
  /** One character each. */
  characters: string[]
  end: number
}

function* piecesOf(text: string): Generator<Piece> {
  for (const { 0: found, index, groups } of text.matchAll(pieces)) {
    const kind = groups?.unspaced ? 'unspaced' : groups?.picture ? 'picture' : 'word'
    yield { kind, characters: [...found], end: index + found.length }
  }
}

/** The same text in the one spelling in which it is compared, whatever its case and width. */
const comparable = (text: string) => text.normalize('NFKC').toLowerCase().normalize('NFKC')

const pairs = (characters: string[]) => characters.slice(1).map((character, i) => `${characters[i]}${character}`)
const wordOf = (characters: string[]) => characters.slice(0, MAX_WORD).join('')

/** What a text is found by. None of them has a space in it. */
export function searchWordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const { kind, characters } of piecesOf(comparable(text))) {
    if (kind === 'word') words.add(wordOf(characters))
    else for (const one of [...characters, ...pairs(characters)]) words.add(one)
  }
  return [...words]
}

/**
 * What to look for, in the syntax of `tsquery`: all words, the last one as a beginning, as it is while somebody types. Null:
 * there is nothing in it that texts are found by.
 */
export function searchQueryOf(text: string): string | null {
  const wanted = comparable(text)
  const terms = new Set<string>()
  for (const { kind, characters, end } of piecesOf(wanted)) {
    if (kind === 'word') terms.add(quoted(wordOf(characters)) + (end === wanted.length ? ':*' : ''))
    else for (const one of characters.length > 1 ? pairs(characters) : characters) terms.add(quoted(one))
  }
  return terms.size > 0 ? [...terms].join(' & ') : null
}

const quoted = (word: string) => `'${word.replaceAll(/['\\]/g, '$&$&')}'`
