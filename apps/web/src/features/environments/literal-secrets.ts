interface Header {
  name: string
  value: string
}

/** As the server judges it: names that look like a secret, and values that name a variable. */
const carriesSecret = /authorization|cookie|token|key|secret|passw|credential|^x-(api|auth)-/i
const namesVariable = /\{\{[A-Za-z_]\w*\}\}/

/** Names of headers into which a secret was typed: refused, or kept because it was stored before. */
export function literalSecrets(headers: readonly Header[], stored: readonly Header[]) {
  const literal = headers.filter(({ name, value }) => value && carriesSecret.test(name) && !namesVariable.test(value))
  const isStored = ({ name, value }: Header) =>
    stored.some((each) => each.name.toLowerCase() === name.toLowerCase() && each.value === value)
  const names = (list: Header[]) => list.map(({ name }) => name)
  return { refused: names(literal.filter((each) => !isStored(each))), kept: names(literal.filter(isStored)) }
}
