// What keeps a Worker from being deployed, each with the command that puts it right, in the environment that was asked for.

const LOCAL_ONLY = ['CLOCK_OVERRIDE', 'ALLOW_LOOPBACK_TARGETS']
const UNSET_DATABASE = '00000000-0000-0000-0000-000000000000'

/** Names that are set where only a local run may set them. */
export function localOnly(names: readonly string[]): string[] {
  return LOCAL_ONLY.filter((name) => names.includes(name)).map((name) => `${name} is set; it is only for local runs`)
}

export type Cloudflare = {
  /** '' is the environment at the top of wrangler.toml. */
  environment: string
  database: { database_name?: string; database_id?: string } | undefined
  vars: readonly string[]
  /** null: wrangler could not list them, and has said why. */
  secrets: readonly string[] | null
}

export function unprepared(cloudflare: Cloudflare, needed: readonly string[]): string[] {
  const { environment, database, vars, secrets } = cloudflare
  const option = `--env ${environment || '""'}`
  const problems: string[] = []
  if (database?.database_id === undefined || database.database_id === UNSET_DATABASE) {
    const create = `npx wrangler d1 create ${database?.database_name ?? 'watchkeeper'} ${option}`
    problems.push(`wrangler.toml has no database yet: ${create}, then put its id there`)
  }
  if (secrets === null) return [...problems, 'the secrets could not be listed; wrangler says above why']
  const missing = needed.filter((name) => !vars.includes(name) && !secrets.includes(name))
  return [...problems, ...missing.map((name) => `${name} is not set: npx wrangler secret put ${name} ${option}`)]
}
