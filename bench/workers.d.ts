// As much of the platform as the bare Worker asks for: the benches are typed for Node, where nobody knows it.

declare module 'cloudflare:workers' {
  export class DurableObject<Env> {
    protected env: Env
  }
}
