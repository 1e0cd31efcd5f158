/** Posts to receivers; never rejects. */
export interface Poster {
  post(request: Outgoing & { signal?: AbortSignal }): Promise<Answer | Unanswered>
}

export interface Outgoing {
  url: string
  headers: Record<string, string>
  body: string
}

export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Its beginning. */
  body: string
}

export interface Unanswered {
  /** Why there is no answer, in a sentence that holds nothing of the address. */
  problem: string
  /** Trying again helps nothing. */
  lasting: boolean
}
