import * as access from './access.ts'
import * as accounts from './accounts.ts'
import * as actions from './actions.ts'
import * as activity from './activity.ts'
import * as activityPage from './activity-page.ts'
import * as builds from './builds.ts'
import * as chart from './chart.ts'
import * as chat from './chat.ts'
import * as commandRuns from './command-runs.ts'
import * as commands from './commands.ts'
import * as common from './common.ts'
import * as control from './control.ts'
import * as delegations from './delegations.ts'
import * as delivery from './delivery.ts'
import * as drift from './drift.ts'
import * as fill from './fill.ts'
import * as fleet from './fleet.ts'
import * as gate from './gate.ts'
import * as goNoGo from './go-no-go.ts'
import * as health from './health.ts'
import * as literals from './literals.ts'
import * as monitoring from './monitoring.ts'
import * as notifications from './notifications.ts'
import * as page from './page.ts'
import * as polls from './polls.ts'
import * as probes from './probes.ts'
import * as projects from './projects.ts'
import * as releases from './releases.ts'
import * as repofile from './repofile.ts'
import * as rollout from './rollout.ts'
import * as sending from './sending.ts'
import * as settings from './settings.ts'
import * as slots from './slots.ts'
import * as swarm from './swarm.ts'
import * as terminals from './terminals.ts'
import * as tickets from './tickets.ts'
import * as trains from './trains.ts'
import * as transfer from './transfer.ts'
import * as verbs from './verbs.ts'
import * as wall from './wall.ts'
import * as webhooks from './webhooks.ts'
import * as when from './when.ts'

export const en = {
  ...common,
  ...access,
  ...actions,
  ...accounts,
  ...releases,
  ...control,
  ...rollout,
  ...repofile,
  ...fill,
  ...fleet,
  ...probes,
  ...projects,
  ...settings,
  ...monitoring,
  ...notifications,
  ...activity,
  ...activityPage,
  ...builds,
  ...chart,
  ...chat,
  ...commands,
  ...commandRuns,
  ...delegations,
  ...delivery,
  ...polls,
  ...terminals,
  ...gate,
  ...goNoGo,
  ...health,
  ...literals,
  ...page,
  ...when,
  ...transfer,
  ...sending,
  ...drift,
  ...slots,
  ...swarm,
  ...tickets,
  ...trains,
  ...verbs,
  ...wall,
  ...webhooks,
}
