// Sets one switch of the world from inside workerd.

import { env } from 'cloudflare:workers'

export async function ask<T>(path: string, settings: object): Promise<T> {
  const answer = await fetch(`${env.WORLD_URL}/control/${path}`, { method: 'PUT', body: JSON.stringify(settings) })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json<T>()
}
