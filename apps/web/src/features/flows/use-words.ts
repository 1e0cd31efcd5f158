import { computed } from 'vue'
import { nodeName, thenText } from '../../shared/flow/node-words.ts'
import { conditionText } from '../../shared/form/condition-words.ts'
import type { FormField as AnswerField } from '../../shared/form/form-field.ts'
import { text } from '../../shared/i18n/i18n.ts'
import { usePeople } from '../../shared/people/use-people.ts'
import type { Wording } from './document/drawing-of.ts'
import type { EndAction, FlowDocument, FlowNode, FormField, PeopleSource, Rule } from './document/flow-document.ts'

/** A field as forms to fill in know it: what its kind does not have is null. */
export const answerField = (field: FormField): AnswerField => ({
  ...{ multiline: null, maxLength: null, min: null, max: null, whole: null, currency: null },
  ...{ options: null, multiple: null, maxRows: null },
  ...field,
  columns: field.columns?.map(answerField) ?? null,
})

/** Puts the parts of a flow into words. */
export function useWords(form: () => readonly FormField[]) {
  const { byId } = usePeople()

  function source({ kind, userIds, role, field }: PeopleSource): string {
    if (kind === 'USERS') return (userIds ?? []).map((id) => byId.value.get(id)?.displayName ?? '…').join(', ')
    if (kind === 'ROLE') return text(`role.${role ?? 'ADMIN'}`)
    if (kind === 'FIELD') return `“${form().find(({ name }) => name === field)?.title || field || '…'}”`
    return text(`flow.source${kind}`)
  }
  const sources = (list: readonly PeopleSource[] = []) => list.map(source).filter(Boolean).join(', ')

  function rule({ kind, approvals, percent }: Rule): string {
    if (kind === 'N_OF') return text('flow.shortN_OF', { approvals: approvals ?? 0 })
    if (kind === 'PERCENT') return text('flow.shortPERCENT', { percent: percent ?? 0 })
    return text(`flow.short${kind}`)
  }

  function detail(node: FlowNode): string {
    if (node.kind === 'END') return thenText(node)
    if (node.kind === 'NOTIFY') return sources(node.people)
    if (node.kind !== 'APPROVAL' || !node.rule) return ''
    const who =
      node.rule.kind === 'GROUPS' ? (node.rule.groups ?? []).map(({ title }) => title).join(', ') : sources(node.people)
    return [rule(node.rule), who || text('flow.nobodyYet')].join(' · ')
  }

  /** Such as `Run a command: uptime · servers from “Where” · 60 s · by hand`. */
  function actionText({ kind, command, field, timeoutSeconds, hours, automatic }: EndAction): string {
    const asked = form().find(({ name }) => name === field)
    const parts = [
      command?.trim(),
      field && text(kind === 'RUN_COMMAND' ? 'act.fromSERVERS' : 'act.fromREVISION', { field: asked?.title || field }),
      timeoutSeconds && `${timeoutSeconds} s`,
      hours && `${hours} h`,
      text(automatic ? 'act.shortByItself' : 'act.shortByHand'),
    ]
    return `${text(`act.kind${kind}`)}: ${parts.filter(Boolean).join(' · ')}`
  }

  const wording = computed<Wording>(() => ({
    node: (node) => ({ label: nodeName(node), detail: detail(node) }),
    link: (link, from) => {
      if (from !== 'CONDITION') return ''
      return link.condition ? conditionText(link.condition, form().map(answerField)) : text('condition.else')
    },
  }))
  const nameIn = ({ nodes }: FlowDocument, id: string) => {
    const node = nodes.find((one) => one.id === id)
    return node ? nodeName(node) : id
  }
  return { wording, actionText, sources, nameIn, detail }
}
