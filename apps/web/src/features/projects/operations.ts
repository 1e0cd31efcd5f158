import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const projectList = graphql(`
  query Projects($first: Int, $after: String, $search: String) {
    projects(first: $first, after: $after, search: $search) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id title repositoryUrl
        environments { id name kind liveRelease { id number revision } }
        lastRelease { id number status createdAt }
      }
    }
  }
`)

export const projectQuery = graphql(`
  query Project($id: ID!) {
    project(id: $id) {
      id title repositoryUrl submodules largeFiles
      credential { id name }
      room { id name }
      environments {
        id name kind path
        servers { id name }
        lock { reason by { displayName } }
        liveRelease { id number revision commit commitSubject finishedAt }
        queue { id number status }
      }
    }
  }
`)

export type Project = NonNullable<ResultOf<typeof projectQuery>['project']>
export type ProjectEnvironment = Project['environments'][number]

export const projectHistory = graphql(`
  query ProjectHistory($id: ID!, $after: String) {
    releases(first: 10, after: $after, projectId: $id) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number kind status revision commit commitSubject createdAt startedAt finishedAt badReason wayBack
        createdBy { displayName }
        environment { id name project { id title } }
      }
    }
  }
`)

export const credentialChoices = graphql(`query ProjectCredentials { credentials { id name username } }`)
export const addProject = graphql(`
  mutation AddProject($input: AddProjectInput!) { addProject(input: $input) { id title } }
`)
export const updateProject = graphql(`
  mutation UpdateProject($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { id title } }
`)
export const removeProject = graphql(`mutation RemoveProject($id: ID!) { removeProject(id: $id) }`)
