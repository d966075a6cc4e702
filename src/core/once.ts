// Remembers what was made of an object for as long as the object lives: settings are parsed once, not at every probe.

export function oncePerObject<Value, T>(make: (value: Value) => T): (value: Value) => T {
  const made = new WeakMap<object, { result: T }>()
  return (value) => {
    if (typeof value !== 'object' || value === null) return make(value)
    const known = made.get(value)
    if (known !== undefined) return known.result
    const result = make(value)
    made.set(value, { result })
    return result
  }
}

/** The same for texts: so many are remembered, and all of them are forgotten when there is one too many. */
export function oncePerText<T>(most: number, make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    if (made.size >= most) made.clear()
    const result = make(text)
    made.set(text, result)
    return result
  }
}
