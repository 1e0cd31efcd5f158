import { openIncoming } from './incoming-scene.ts'
import { answers, startReceiver } from './receiver.ts'
import type { Room } from './room.ts'

interface Added {
  addNotificationHook: { id: string }
}

/** Two receivers, one that takes what it gets and one that does not, hooks to both with a delivery each, and a hook that receives. */
export async function openHooks(room: Room) {
  const well = await startReceiver(answers(200, '{"errcode":0,"errmsg":"ok"}'))
  const badly = await startReceiver(answers(403, 'invalid_token'))
  const add = async (name: string, format: string, url: string) => {
    const input = { name, format, url, language: 'EN', events: ['RELEASE_FAILED', 'RELEASE_SUCCEEDED'] }
    const { addNotificationHook } = await room.api.ask<Added>(
      'mutation ($input: AddNotificationHookInput!) { addNotificationHook(input: $input) { id } }',
      { input },
    )
    const { id } = addNotificationHook
    await room.api.ask('mutation ($id: ID!) { testNotificationHook(id: $id) { state } }', { id })
    return id
  }
  await add('deploy-1', 'DINGTALK', well.url('/robot/send?access_token=a-very-secret-token'))
  await add('deploy-2', 'SLACK', badly.url('/services/T000/B000/a-very-secret-token'))
  await openIncoming(room)
  return {
    well,
    badly,
    close: () => Promise.all([well.close(), badly.close()]),
  }
}
