// Owns services that work in the background: jobs that are taken in, move on each time they are asked about, and are removed.
import { type Call, parseJson, Refusal, readBody, readHeader, requireName, sendJson } from './call.ts'
import { worldNow } from './clock.ts'
import { type Job, type Jobs, jobMethods, jobsNamed, type WorldState } from './state.ts'

/** Addresses may say more than the job's id, as `/v1/runs/job-1/summary` does. */
export async function answerJobs(world: WorldState, call: Call): Promise<void> {
  const [, name, ...rest] = call.parts
  const jobs = jobsNamed(world, requireName(name))
  const method = jobMethods.find((known) => known === call.method)
  if (method === undefined) throw new Refusal(405, `this address takes ${jobMethods.join(', ')}`)
  if (jobs.key !== '' && readHeader(call, 'x-api-key') !== jobs.key)
    throw new Refusal(401, 'the key is missing or wrong')
  const body = await readBody(call)
  if (jobs.broken.includes(method)) throw new Refusal(500, `${method} is broken`)
  if (method === 'POST') return accept(call, jobs, { at: worldNow(world), body: parseJson(body.toString()) })
  const job = jobs.made.find(({ id, isDeleted }) => rest.includes(id) && !isDeleted)
  if (job === undefined) throw new Refusal(404, 'there is no such job')
  if (method === 'GET') return tell(call, jobs, job)
  job.isDeleted = true
  call.response.writeHead(204).end()
}

/** Under the same key it is the same job, also when it has been removed meanwhile. */
function accept(call: Call, jobs: Jobs, said: Pick<Job, 'at' | 'body'>): void {
  const idempotencyKey = readHeader(call, 'idempotency-key')
  const known = jobs.made.find((job) => idempotencyKey !== null && job.idempotencyKey === idempotencyKey)
  const fresh: Job = { id: `job-${jobs.made.length + 1}`, ...said, idempotencyKey, polls: 0, isDeleted: false }
  if (known === undefined) jobs.made.push(fresh)
  const { id } = known ?? fresh
  call.response.setHeader('location', `${call.url.pathname}/${id}`)
  sendJson(call, 202, { id, status: 'queued' })
}

function tell(call: Call, { completesAfter, ends }: Jobs, job: Job): void {
  job.polls += 1
  const isOver = job.polls >= completesAfter && ends !== 'never'
  const status = isOver ? ends : job.polls === 1 ? 'queued' : 'running'
  sendJson(call, 200, { id: job.id, status, ...(status === 'completed' && { runOutput: `the output of ${job.id}` }) })
}
