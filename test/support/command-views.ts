import type { ApiClient } from '../../apps/api/src/demo/client.ts'
import type { View } from './views.ts'

export interface CommandScene {
  runId: string
  serverId: string
}

/** A template, and a run that went well on one server and not on the other. */
export async function seedCommands({ ask }: ApiClient, serverIds: readonly string[]): Promise<CommandScene> {
  await ask('mutation ($i: CommandTemplateInput!) { addCommandTemplate(input: $i) { id } }', {
    i: {
      ...{ name: 'Restart a service', description: 'After a change of its settings.', label: null },
      command: 'systemctl restart "$SERVICE"',
      parameters: [
        { name: 'SERVICE', label: 'Service', kind: 'CHOICE', required: true, choices: ['web', 'queue'] },
        { name: 'TOKEN', label: 'Token', kind: 'SECRET' },
      ],
    },
  })
  const command =
    'uname -s; echo "disk is fine"; test "$SENDOFF_SERVER" = web-1 || { echo "no space left" >&2; exit 4; }'
  const { runCommand } = await ask<{ runCommand: { id: string } }>(
    'mutation ($i: RunCommandInput!) { runCommand(input: $i) { id } }',
    { i: { serverIds, command, confirmProduction: true } },
  )
  const ended = 'query ($id: ID!) { commandRun(id: $id) { state } }'
  for (;;) {
    const { commandRun } = await ask<{ commandRun: { state: string } }>(ended, { id: runCommand.id })
    if (commandRun.state === 'FAILED') return { runId: runCommand.id, serverId: serverIds[1] ?? '' }
  }
}

/** The pages and boxes of commands. */
export function commandViews({ runId, serverId }: CommandScene): View[] {
  const run = `/commands/${runId}`
  return [
    { name: 'commands', path: '/commands' },
    {
      name: 'command-new',
      path: '/commands/new',
      open: async (page) => {
        await page.getByTestId('pick-all').check()
        await page.locator('[name=template]').selectOption({ label: 'Restart a service' })
        await page.locator('[name=SERVICE]').waitFor()
      },
    },
    {
      name: 'command-confirm',
      box: true,
      path: '/commands/new',
      open: async (page) => {
        await page.getByTestId('pick-all').check()
        await page.locator('[name=command]').fill('uptime')
        await page.getByTestId('run-command').click()
      },
    },
    {
      name: 'command',
      path: run,
      open: async (page) => page.locator('[data-server=web-2] .tail').getByText('no space left').waitFor(),
    },
    {
      name: 'command-log',
      path: `${run}?server=${serverId}`,
      open: async (page) => page.getByTestId('server-log').getByText('no space left').waitFor(),
    },
    {
      name: 'command-same',
      path: run,
      open: async (page) => {
        await page.locator('[data-view=same]').click()
        await page.getByTestId('output-groups').getByText('no space left').waitFor()
      },
    },
    { name: 'command-templates', path: '/commands/templates' },
    {
      name: 'command-template-new',
      box: true,
      path: '/commands/templates',
      open: async (page) => {
        await page.getByTestId('add-template').click()
        await page.getByTestId('add-parameter').click()
      },
    },
  ]
}
