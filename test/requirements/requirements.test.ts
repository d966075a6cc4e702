// The register of requirements: whole, and not to be deceived.

import { expect, it } from 'vitest'
import {
  pageProblems,
  registerProblems,
  requirementProblems,
  requirementsPage,
} from '../../commands/requirements-step.ts'
import { CHAPTERS } from './register.ts'
import { proven, type Requirement, requirement } from './requirement.ts'

const HERE = 'requirements/requirements'

it('names a test that is there for each, and the page says so', async () => {
  expect(await requirementProblems()).toEqual([])
})

it('are those that were asked for', () => {
  const numbers = CHAPTERS.flatMap(({ requirements }) => requirements.map(({ id }) => id)).filter((id) =>
    /^\d/.test(id),
  )
  const to39 = Array.from({ length: 21 }, (_, index) => String(19 + index))
  const after = ['39a', '39b', '40', '59', '67', '73', '74', '75', '81', '82', '83', '95', '98']
  expect(numbers).toEqual([...to39, ...after])
})

it('is not in step once the page says something else', () => {
  expect(pageProblems(`${requirementsPage()}x`)).toHaveLength(1)
  expect(pageProblems(requirementsPage())).toEqual([])
})

it.each<[string, Requirement[], string[]]>([
  ['no test', [requirement('1', 'x')], ['1 has no test']],
  ['a file that is not there', [requirement('1', 'x', proven('gone', 'x'))], ['1: there is no test/gone.test.ts']],
  [
    'half a title',
    [requirement('1', 'x', proven('worker/core/time', 'writes an instant'))],
    ['1: test/worker/core/time.test.ts has no test called "writes an instant"'],
  ],
  [
    'the same number',
    [requirement('1', 'x', proven(HERE, 'no test')), requirement('1', 'y', proven(HERE, 'no test'))],
    ['1 stands twice'],
  ],
])('is refused with %s', (_name, requirements, problems) => {
  expect(registerProblems(requirements)).toEqual(problems)
})
