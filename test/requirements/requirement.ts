// What an entry of the register is: a sentence that has to stay true, and the tests that would fail if it did not.

/** `title`: of an it or describe, or the name of a row, as it stands in the file. */
export type NamedTest = { file: string; title: string }

export type Requirement = { id: string; rule: string; tests: NamedTest[] }

export function requirement(id: string, rule: string, ...tests: NamedTest[][]): Requirement {
  return { id, rule, tests: tests.flat() }
}

/** `file`: below test/, without its ending. */
export function proven(file: string, ...titles: string[]): NamedTest[] {
  return titles.map((title) => ({ file: `test/${file}.test.ts`, title }))
}
