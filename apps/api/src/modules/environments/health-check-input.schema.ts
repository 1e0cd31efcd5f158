import { builder } from '../../graphql/builder.ts'

export const CheckOrigin = builder.enumType('CheckOrigin', {
  description: 'Who asks over HTTP whether a release is well.',
  values: {
    SERVER: { description: 'The server itself, with curl or wget: sees what listens on 127.0.0.1.' },
    SENDOFF: { description: 'The machine where the release runs: sees what others see.' },
  } as const,
})

export const CheckMethod = builder.enumType('CheckMethod', {
  description: 'How to ask over HTTP.',
  values: { GET: { description: 'With the answer.' }, HEAD: { description: 'Without it.' } } as const,
})

const HttpHeaderInput = builder.inputType('HttpHeaderInput', {
  description: 'A header of a request.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Such as `Host`.' }),
    value: t.string({
      required: true,
      description:
        'ASCII. Everybody sees it: for a token write `{{NAME}}`, the name of a secret variable that commands on servers have. Where the name of the header looks like a secret (authorization, cookie, token, key, secret, password, credential, `x-api-…`, `x-auth-…`) nothing else is taken; what was stored before may stay as it is.',
    }),
  }),
})

const HttpCheckInput = builder.inputType('HttpCheckInput', {
  description: 'A question over HTTP that a release must answer well. No redirect is followed.',
  fields: (t) => ({
    from: t.field({ type: CheckOrigin, required: true, description: 'Who asks.' }),
    url: t.string({
      required: true,
      description: 'http or https; `{host}` stands for the address of the server, `{server}` for its name.',
    }),
    method: t.field({ type: CheckMethod, description: 'Left out: GET.' }),
    expectStatus: t.string({ description: 'Such as `200` or `200-299,304`. Left out: 200-399.' }),
    bodyContains: t.string({ description: "Words that the answer's first 64 KB must hold. Null or empty: any." }),
    headers: t.field({ type: [HttpHeaderInput], description: 'At most 20. Left out: none.' }),
    timeoutSeconds: t.int({ description: 'For one try, 1 to 300. Left out: 5.' }),
    verifyCertificate: t.boolean({ description: 'Only for https. Left out: true.' }),
  }),
})

export const HealthCheckInput = builder.inputType('HealthCheckInput', {
  description: 'How it is found out whether a release works on a server: the check command, HTTP or both.',
  fields: (t) => ({
    http: t.field({ type: HttpCheckInput, description: 'Null: the check command alone.' }),
    delaySeconds: t.int({ description: 'Before the first try, 0 to 600. Left out: 0.' }),
    intervalSeconds: t.int({ description: 'Between two tries, 1 to 300. Left out: 2.' }),
    timeoutSeconds: t.int({ description: 'Not well by then: failed. 1 to 3600. Left out: 60.' }),
    successes: t.int({ description: 'Tries that must go well one after the other, 1 to 20. Left out: 1.' }),
    lockAfterRollback: t.boolean({
      description: 'Whether a failed release that went back locks the environment. Null: in PRODUCTION.',
    }),
  }),
})
