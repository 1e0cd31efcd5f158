import { guardOf, type Rights } from '../kernel/rights.ts'

export const projectRights = {
  projects: { needs: 'VIEWER', doWhat: 'see projects' },
  project: { needs: 'VIEWER', doWhat: 'see projects' },
  fetchRevisions: { needs: 'DEVELOPER', doWhat: 'fetch revisions' },
  addProject: { needs: 'OPERATOR', doWhat: 'add projects' },
  updateProject: { needs: 'OPERATOR', doWhat: 'change projects' },
  removeProject: { needs: 'OPERATOR', doWhat: 'remove projects' },
} satisfies Rights

export const guardProjects = guardOf(projectRights)
