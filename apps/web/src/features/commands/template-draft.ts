import type { VariablesOf } from '../../graphql/tada.ts'
import type { addTemplate, Parameter, Template } from './operations.ts'

export type TemplateInput = VariablesOf<typeof addTemplate>['input']

/** A parameter as it is being typed. */
export interface ParameterDraft {
  key: number
  name: string
  label: string
  kind: Parameter['kind']
  required: boolean
  default: string
  pattern: string
  /** One per line. */
  choices: string
}

export interface TemplateDraft {
  name: string
  description: string
  command: string
  parameters: ParameterDraft[]
  serverIds: string[]
  label: string
  timeoutSeconds: string
  needsConfirming: boolean
  role: 'DEVELOPER' | 'OPERATOR' | 'ADMIN'
}

let keys = 0
export const emptyParameter = (): ParameterDraft => ({
  ...{ key: ++keys, name: '', label: '', kind: 'TEXT', required: false, default: '', pattern: '', choices: '' },
})

export const draftOf = (template: Template | null): TemplateDraft => ({
  name: template?.name ?? '',
  description: template?.description ?? '',
  command: template?.command ?? '',
  serverIds: template?.serverIds ?? [],
  label: template?.label ?? '',
  timeoutSeconds: String(template?.timeoutSeconds ?? 60),
  needsConfirming: template?.needsConfirming ?? false,
  role: template?.role === 'OPERATOR' || template?.role === 'ADMIN' ? template.role : 'DEVELOPER',
  parameters: (template?.parameters ?? []).map((each) => ({
    ...emptyParameter(),
    ...{ name: each.name, label: each.label, kind: each.kind, required: each.required },
    ...{ default: each.default ?? '', pattern: each.pattern ?? '', choices: each.choices.join('\n') },
  })),
})

export const inputOf = (draft: TemplateDraft): TemplateInput => ({
  ...draft,
  label: draft.label.trim() || null,
  timeoutSeconds: Number(draft.timeoutSeconds) || 0,
  parameters: draft.parameters.map(({ name, label, kind, required, default: usual, pattern, choices }) => ({
    ...{ name: name.trim(), label: label.trim() || name.trim(), kind, required },
    default: kind === 'SECRET' ? null : usual || null,
    pattern: kind === 'TEXT' ? pattern.trim() || null : null,
    choices:
      kind === 'CHOICE'
        ? choices
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean)
        : null,
  })),
})
