import { builder } from '../../graphql/builder.ts'
import { FormFieldKindEnum } from './flow-enums.schema.ts'
import type { FormField as Field } from './form.definition.ts'

const ChoiceOption = builder.objectRef<{ value: string; title: string }>('ChoiceOption').implement({
  description: 'Something to choose.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What is stored.' }),
    title: t.exposeString('title', { description: 'What people read.' }),
  }),
})

/** What only some kinds have; null of the others. */
const detail = <K extends string>(field: Field, key: K) =>
  (key in field ? (field as unknown as Record<K, unknown>)[key] : null) as never

export const FormField = builder.objectRef<Field>('FormField')
FormField.implement({
  description: 'One question of a form. What only some kinds have is null of the others.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The key of the answer.' }),
    title: t.exposeString('title', { description: 'What people read.' }),
    hint: t.exposeString('hint', { description: 'What to think of; may be empty.' }),
    required: t.exposeBoolean('required', { description: 'Must be answered when it is asked.' }),
    kind: t.field({ type: FormFieldKindEnum, description: 'What is asked for.', resolve: ({ kind }) => kind }),
    shownIf: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Asked only when this condition holds; null: always.',
      resolve: ({ shownIf }) => shownIf,
    }),
    multiline: t.boolean({ nullable: true, description: 'Of TEXT.', resolve: (field) => detail(field, 'multiline') }),
    maxLength: t.int({ nullable: true, description: 'Of TEXT.', resolve: (field) => detail(field, 'maxLength') }),
    min: t.float({ nullable: true, description: 'Of NUMBER and MONEY.', resolve: (field) => detail(field, 'min') }),
    max: t.float({ nullable: true, description: 'Of NUMBER and MONEY.', resolve: (field) => detail(field, 'max') }),
    whole: t.boolean({
      nullable: true,
      description: 'Of NUMBER: no fractions.',
      resolve: (field) => detail(field, 'whole'),
    }),
    currency: t.string({
      nullable: true,
      description: 'Of MONEY: ISO 4217, such as CNY.',
      resolve: (field) => detail(field, 'currency'),
    }),
    options: t.field({
      type: [ChoiceOption],
      nullable: true,
      description: 'Of CHOICE.',
      resolve: (field) => detail(field, 'options'),
    }),
    multiple: t.boolean({
      nullable: true,
      description: 'Of CHOICE, PEOPLE, SERVERS and FILE: more than one may be given.',
      resolve: (field) => detail(field, 'multiple'),
    }),
    columns: t.field({
      type: [FormField],
      nullable: true,
      description: 'Of TABLE.',
      resolve: (field) => detail(field, 'columns'),
    }),
    maxRows: t.int({ nullable: true, description: 'Of TABLE.', resolve: (field) => detail(field, 'maxRows') }),
  }),
})
