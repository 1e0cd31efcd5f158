import { guardOf, type Rights } from '../kernel/rights.ts'

/** Who ships sees where news goes and mends deliveries; addresses are secrets, as credentials are. */
export const notificationRights = {
  notificationHooks: { needs: 'OPERATOR', doWhat: 'see notifications' },
  notificationDeliveries: { needs: 'OPERATOR', doWhat: 'see the deliveries of notifications' },
  testNotificationHook: { needs: 'OPERATOR', doWhat: 'test notifications' },
  redeliver: { needs: 'OPERATOR', doWhat: 'deliver notifications again' },
  addNotificationHook: { needs: 'ADMIN', doWhat: 'add notifications' },
  updateNotificationHook: { needs: 'ADMIN', doWhat: 'change notifications' },
  removeNotificationHook: { needs: 'ADMIN', doWhat: 'remove notifications' },
} satisfies Rights

export const guardNotifications = guardOf(notificationRights)
