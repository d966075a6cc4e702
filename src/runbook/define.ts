// How a person writes a runbook: with completion for every option and every reference. Changes nothing of what is written.

import type { AddressReference } from './addresses.ts'
import type { RunbookInput, SecretReference } from './written/input.ts'

/** A runbook, exactly as written. Whether it holds together is told by `npm run check`, and again before it is deployed. */
export function defineRunbook<const Services, const Responder extends string, const Role extends string>(
  runbook: RunbookInput<Services, Responder, Role>,
): RunbookInput<Services, Responder, Role> {
  return runbook
}

/**
 * An address that the environment can point elsewhere.
 *
 * @param name the variable that replaces the default, such as `ACME_API_URL`
 * @param fallback where it leads when nobody set the variable
 * @param path what is appended to either, such as `/health`
 */
export function address(name: string, fallback: string, path = ''): AddressReference {
  return { address: name, default: fallback, path }
}

/**
 * A secret by its name, never by its value.
 *
 * @param name the secret that has to be set before anything starts, such as `ACME_API_HOOK_SECRET`
 * @param prefix what is put before its value, such as `Bearer `
 */
export function secret(name: string, prefix?: string): SecretReference {
  return prefix === undefined ? { secret: name } : { secret: name, prefix }
}
