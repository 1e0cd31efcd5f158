import { expect, test } from 'vitest'
import { findingsOf } from '../checks/flow.findings.ts'
import { definitionInput } from '../flows.input.ts'
import { formFindings } from '../forms/form-findings.ts'
import { flowTemplates } from './templates.ts'

const cases = flowTemplates.flatMap((template) =>
  (['en', 'zh'] as const).map((language) => [template.key, language, template] as const),
)

test.each(cases)('%s in %s has nothing against it, and is kept as it is', (_key, language, template) => {
  const definition = template.definition((text) => text[language])
  expect(formFindings(definition.form)).toEqual([])
  expect(findingsOf(definition).filter(({ severity }) => severity === 'ERROR')).toEqual([])
  expect(definitionInput.parse(definition)).toEqual(definition)
})
