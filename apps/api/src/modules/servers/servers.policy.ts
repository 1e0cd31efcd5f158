import { guardOf, type Rights } from '../kernel/rights.ts'

export const serverRights = {
  servers: { needs: 'VIEWER', doWhat: 'see servers' },
  server: { needs: 'VIEWER', doWhat: 'see servers' },
  checkServer: { needs: 'DEVELOPER', doWhat: 'check servers' },
  addServer: { needs: 'OPERATOR', doWhat: 'add servers' },
  updateServer: { needs: 'OPERATOR', doWhat: 'change servers' },
  removeServer: { needs: 'OPERATOR', doWhat: 'remove servers' },
  installAria2: { needs: 'OPERATOR', doWhat: 'install programs on servers' },
  trustHostKey: { needs: 'OPERATOR', doWhat: 'trust host keys' },
} satisfies Rights

export const guardServers = guardOf(serverRights)
