import { gatesOf } from '../../../engine/gates/gates-of.ts'
import type { ProbeGate as FixedGate } from '../../../engine/probe-gate.ts'
import type { ReleaseSnapshot } from '../../../engine/types.ts'
import { builder } from '../../../graphql/builder.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { gateName } from '../../repository-file/file-gates.ts'
import { SettingSource } from '../../repository-file/setting-source.schema.ts'
import { MetricComparison, MetricUnit } from '../metrics-enums.schema.ts'
import type { GateSetting } from './gate.setting.ts'

const words = {
  comparison: 'On which side of the threshold the number is bad; the threshold itself is fine.',
  threshold: 'In the unit of the probe.',
  watchSeconds: 'How long the number must stay fine after the check, on each server.',
  everySeconds: 'Between two questions; the first one comes so long after the check.',
}

export const ProbeGate = builder.objectRef<GateSetting>('ProbeGate').implement({
  description: 'What a release has to pass. A number that is bad, and no answer, fail it as a failed check does.',
  fields: (t) => ({
    comparison: t.expose('comparison', { type: MetricComparison, description: words.comparison }),
    threshold: t.exposeFloat('threshold', { description: words.threshold }),
    watchSeconds: t.exposeInt('watchSeconds', { description: words.watchSeconds }),
    everySeconds: t.exposeInt('everySeconds', { description: words.everySeconds }),
  }),
})

export const ProbeGateInput = builder.inputType('ProbeGateInput', {
  description: 'When a release fails because of a number.',
  fields: (t) => ({
    comparison: t.field({ type: MetricComparison, required: true, description: words.comparison }),
    threshold: t.float({ description: `${words.threshold} Needed.` }),
    watchSeconds: t.int({ description: `${words.watchSeconds} 1 to 3600; left out: 60.` }),
    everySeconds: t.int({ description: `${words.everySeconds} At most \`watchSeconds\`; left out: 10.` }),
  }),
})

interface GateOfRelease extends FixedGate {
  source: 'PAGE' | 'REPOSITORY'
}

export const ReleaseGate = builder.objectRef<GateOfRelease>('ReleaseGate').implement({
  description: 'A gate of a release, as it was fixed when the release was created, or would be now.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "The probe's name then." }),
    unit: t.expose('unit', { type: MetricUnit, description: 'What the number is.' }),
    comparison: t.expose('comparison', { type: MetricComparison, description: words.comparison }),
    threshold: t.exposeFloat('threshold', { description: words.threshold }),
    watchSeconds: t.exposeInt('watchSeconds', { description: words.watchSeconds }),
    everySeconds: t.exposeInt('everySeconds', { description: words.everySeconds }),
    source: t.expose('source', { type: SettingSource, description: 'Who said what it must not be.' }),
  }),
})

/** Gates with who said what they are. */
export const releaseGates = ({ gates, fromRepository }: { gates: readonly FixedGate[]; fromRepository: string[] }) =>
  gates.map(
    (gate): GateOfRelease => ({
      ...gate,
      source: fromRepository.includes(gateName(gate.name)) ? 'REPOSITORY' : 'PAGE',
    }),
  )

builder.prismaObjectField(modelType('Release'), 'gates', (t) =>
  t.field({
    type: [ReleaseGate],
    description: "The application's numbers that must stay fine after each server's check; a rollback has none.",
    select: { snapshot: true },
    resolve(release) {
      const snapshot = release.snapshot as unknown as ReleaseSnapshot
      return releaseGates({ gates: gatesOf(snapshot), fromRepository: snapshot.fromRepository ?? [] })
    },
  }),
)
