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
