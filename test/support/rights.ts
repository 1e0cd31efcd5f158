import { accountRights } from '../../apps/api/src/modules/accounts/accounts.policy.ts'
import { activityRights } from '../../apps/api/src/modules/activity/activity.policy.ts'
import { approvalRights } from '../../apps/api/src/modules/approvals/approval.policy.ts'
import { buildRights } from '../../apps/api/src/modules/builds/builds.policy.ts'
import { chatRights } from '../../apps/api/src/modules/chat/chat.policy.ts'
import { commandRights } from '../../apps/api/src/modules/commands/commands.policy.ts'
import { credentialRights } from '../../apps/api/src/modules/credentials/credentials.policy.ts'
import { environmentRights } from '../../apps/api/src/modules/environments/environments.policy.ts'
import { fileRights } from '../../apps/api/src/modules/files/files.policy.ts'
import { flowRights } from '../../apps/api/src/modules/flows/flows.policy.ts'
import { freezeRights } from '../../apps/api/src/modules/freezes/freezes.policy.ts'
import { grantRights } from '../../apps/api/src/modules/grants/grants.policy.ts'
import { incomingRights } from '../../apps/api/src/modules/incoming/incoming.policy.ts'
import type { Rights } from '../../apps/api/src/modules/kernel/rights.ts'
import { metricRights } from '../../apps/api/src/modules/metrics/metrics.policy.ts'
import { notificationRights } from '../../apps/api/src/modules/notifications/notifications.policy.ts'
import { pollRights } from '../../apps/api/src/modules/polls/polls.policy.ts'
import { showRights } from '../../apps/api/src/modules/polls/shows/shows.policy.ts'
import { projectRights } from '../../apps/api/src/modules/projects/projects.policy.ts'
import { releaseRights } from '../../apps/api/src/modules/releases/release.policy.ts'
import { serverRights } from '../../apps/api/src/modules/servers/servers.policy.ts'
import { terminalRights } from '../../apps/api/src/modules/terminals/terminals.policy.ts'
import { ticketRights } from '../../apps/api/src/modules/tickets/tickets.policy.ts'
import { trainRights } from '../../apps/api/src/modules/trains/train.policy.ts'

/** What every operation of the API needs. */
export const rights: Rights = {
  ...accountRights,
  ...credentialRights,
  ...serverRights,
  ...metricRights,
  ...projectRights,
  ...environmentRights,
  ...buildRights,
  ...activityRights,
  ...chatRights,
  ...notificationRights,
  ...pollRights,
  ...showRights,
  ...commandRights,
  ...flowRights,
  ...freezeRights,
  ...grantRights,
  ...approvalRights,
  ...incomingRights,
  ...releaseRights,
  ...trainRights,
  ...ticketRights,
  ...terminalRights,
  ...fileRights,
}
