import { expect, test } from 'vitest'
import { literalSecrets } from './literal-secrets.ts'

const header = (name: string, value: string) => ({ name, value })

test('a secret that was typed is refused, one that is named is not, and one that was stored stays', () => {
  const stored = [header('authorization', 'Bearer old'), header('X-Api-Key', 'old')]
  const typed = [
    header('Authorization', 'Bearer old'),
    header('X-Api-Key', 'new'),
    header('Cookie', 'session={{SESSION}}'),
    header('Private-Token', 'glpat-1 {{not a name}}'),
    header('Host', 'shop.example'),
    header('X-Secret', ''),
  ]
  expect(literalSecrets(typed, stored)).toEqual({ refused: ['X-Api-Key', 'Private-Token'], kept: ['Authorization'] })
})
