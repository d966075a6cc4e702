// Deadlines of many requests at a time. A timer for each would cost more than most of them do and would stay behind when they
// are answered; so one timer waits for whichever is next, and goes when nobody waits any more.

export type Deadline = { signal: AbortSignal; end(): void }

type Waiting = { until: number; controller: AbortController }

export function openDeadlines(): (ms: number) => Deadline {
  const all = new Set<Waiting>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let wakesAt = Infinity

  function wake(): void {
    const now = Date.now()
    wakesAt = Infinity
    for (const one of all) {
      if (one.until > now) continue
      all.delete(one)
      one.controller.abort()
    }
    for (const { until } of all) wakeAt(until)
  }

  function wakeAt(until: number): void {
    if (until >= wakesAt) return
    clearTimeout(timer)
    wakesAt = until
    timer = setTimeout(wake, until - Date.now())
  }

  return (ms) => {
    const one = { until: Date.now() + ms, controller: new AbortController() }
    all.add(one)
    wakeAt(one.until)
    return {
      signal: one.controller.signal,
      end() {
        all.delete(one)
        if (all.size > 0) return
        clearTimeout(timer)
        wakesAt = Infinity
      },
    }
  }
}
