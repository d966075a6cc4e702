// What is said of people and an incident: who was called, what they think is wrong, what they owe.

export type Called = { id: string; why: string }

/** What is thought to be wrong, what is being done about it, and what is missing for it. */
export type Hypothesis = { condition: string; actions: string; needs: string }

/** What a live incident is owed by people. */
export type Owed = 'acknowledgement' | 'findings' | 'first-notice'
