// Customer organisations, what they use, and where they are told.

import type { Tenant } from '../core/runbook.ts'
import { fromJson } from './sql.ts'

export type TenantRecord = Omit<Tenant, 'isReachable'> & { isActive: boolean; contacts: string[] }

/** One batch, so that nobody ever reads a tenant without its contacts. */
export async function putTenant(db: D1Database, tenant: TenantRecord): Promise<void> {
  const { id, name, isActive, services, features, contacts } = tenant
  await db.batch([
    db
      .prepare(
        `insert into tenants (id, name, is_active, services, features) values (?1, ?2, ?3, ?4, ?5)
         on conflict (id) do update set name = excluded.name, is_active = excluded.is_active,
         services = excluded.services, features = excluded.features`,
      )
      .bind(id, name, isActive ? 1 : 0, JSON.stringify(services), JSON.stringify(features)),
    db.prepare('delete from contacts where tenant = ?1').bind(id),
    db
      .prepare('insert into contacts (tenant, email) select ?1, value from json_each(?2)')
      .bind(id, JSON.stringify(contacts)),
  ])
}

type TenantRow = { id: string; name: string; isActive: number; services: string; features: string; contacts: string }

export async function listTenants(db: D1Database): Promise<TenantRecord[]> {
  const { results } = await db
    .prepare(
      `select id, name, is_active as isActive, services, features,
       (select json_group_array(email) from contacts where tenant = tenants.id) as contacts from tenants order by id`,
    )
    .all<TenantRow>()
  return results.map((row) => ({
    id: row.id,
    name: row.name,
    isActive: row.isActive === 1,
    services: fromJson(row.services),
    features: fromJson(row.features),
    contacts: fromJson(row.contacts),
  }))
}

export async function activeTenants(db: D1Database): Promise<{ id: string; name: string }[]> {
  const { results } = await db
    .prepare('select id, name from tenants where is_active = 1 order by name, id')
    .all<{ id: string; name: string }>()
  return results
}

export type Contact = { tenant: string; name: string; email: string }

export async function contactsOf(db: D1Database, tenants: readonly string[]): Promise<Contact[]> {
  const { results } = await db
    .prepare(
      `select tenant, tenants.name as name, email from contacts join tenants on tenants.id = contacts.tenant
       where tenant in (select value from json_each(?1)) and is_active = 1 order by tenant, email`,
    )
    .bind(JSON.stringify(tenants))
    .all<Contact>()
  return results
}
