import type { HealthCheck as StoredCheck, HttpCheck as StoredHttp } from '../../engine/health-check.ts'
import { builder } from '../../graphql/builder.ts'
import { storedHealthCheck } from './health-check.setting.ts'
import { CheckMethod, CheckOrigin } from './health-check-input.schema.ts'

const HttpHeader = builder.objectRef<StoredHttp['headers'][number]>('HttpHeader').implement({
  description: 'A header of a request.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as `Host`.' }),
    value: t.exposeString('value', { description: 'Everybody sees it; `{{NAME}}` stands for a variable.' }),
  }),
})

const HttpCheck = builder.objectRef<StoredHttp>('HttpCheck').implement({
  description: 'A question over HTTP that a release must answer well.',
  fields: (t) => ({
    from: t.expose('from', { type: CheckOrigin, description: 'Who asks.' }),
    url: t.exposeString('url', { description: '`{host}` is the address of the server, `{server}` its name.' }),
    method: t.expose('method', { type: CheckMethod, description: 'How it asks.' }),
    expectStatus: t.exposeString('expectStatus', { description: 'Such as `200` or `200-299,304`.' }),
    bodyContains: t.exposeString('bodyContains', { nullable: true, description: 'Null: any answer.' }),
    headers: t.expose('headers', { type: [HttpHeader], description: 'Sent along.' }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', { description: 'For one try.' }),
    verifyCertificate: t.exposeBoolean('verifyCertificate', { description: 'Only for https.' }),
  }),
})

const HealthCheck = builder.objectRef<StoredCheck>('HealthCheck').implement({
  description: 'How it is found out whether a release works on a server. The check command is tried in the same way.',
  fields: (t) => ({
    http: t.expose('http', { type: HttpCheck, nullable: true, description: 'Null: the check command alone.' }),
    delaySeconds: t.exposeInt('delaySeconds', { description: 'Before the first try.' }),
    intervalSeconds: t.exposeInt('intervalSeconds', { description: 'Between two tries.' }),
    timeoutSeconds: t.exposeInt('timeoutSeconds', { description: 'Not well by then: failed.' }),
    successes: t.exposeInt('successes', { description: 'How many tries must go well one after the other.' }),
    lockAfterRollback: t.exposeBoolean('lockAfterRollback', {
      nullable: true,
      description: 'Whether a failed release that went back locks the environment; null: in PRODUCTION.',
    }),
  }),
})

builder.prismaObjectField('Environment', 'healthCheck', (t) =>
  t.field({
    type: HealthCheck,
    nullable: true,
    description: 'Null: the check command alone decides, run once.',
    select: { healthCheck: true },
    resolve: ({ healthCheck }) => storedHealthCheck(healthCheck),
  }),
)
