/** What stops a flow from being published, or what its author should think about. */
export interface FlowFinding {
  code: string
  severity: 'ERROR' | 'WARNING'
  nodeId: string | null
  linkId: string | null
  /** The name of a field of the form. */
  field: string | null
  /** What is wrong and what to do. */
  message: string
}
