// How many migrations this code knows. Additive migrations let old code read a newer database; minutes and the desk write,
// so they refuse.

export const KNOWN_MIGRATIONS = 4

export function schemaProblem(applied: number): string | null {
  if (applied === KNOWN_MIGRATIONS) return null
  const older = applied < KNOWN_MIGRATIONS
  return older
    ? `the database has ${applied} of ${KNOWN_MIGRATIONS} migrations: npm run deploy applies the rest`
    : `the database has ${applied} migrations, this code knows ${KNOWN_MIGRATIONS}: deploy the newer code`
}
