// What became of an effect, in the one vocabulary that channels and platforms share: so there is one retry policy.

export type Outcome =
  /** `receipt` is the vendor's, for looking it up there; `remark` is for people: done, but. */
  | { kind: 'done'; receipt: string; remark?: string }
  /** Not now; the same call may be made again, after `afterMs` when the vendor named it. */
  | { kind: 'later'; reason: string; afterMs: number | null }
  /** Trying again cannot help. */
  | { kind: 'never'; reason: string }
  /** It may or may not have happened: look before anything is repeated. */
  | { kind: 'unknown'; reason: string }
