import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminEdit } from './admin.ts';
import type { EntityName } from './core/state.ts';
import type { DemoShop } from './demo-shop.ts';
import type { FaultRule } from './fault-rules.ts';
import type { DemoShopServer } from './server.ts';

/** What a test may ask of a running shop. Sent as JSON to `POST /__control` with the token in `x-control-token`. */
export type ControlCommand =
  | { readonly op: 'faults'; readonly rules: readonly FaultRule[] }
  | { readonly op: 'add-fault'; readonly rule: FaultRule }
  | { readonly op: 'clear-faults' }
  | { readonly op: 'fired' }
  | { readonly op: 'edit'; readonly edit: AdminEdit }
  | { readonly op: 'raw'; readonly entity: EntityName; readonly id: number }
  | {
      readonly op: 'ids';
      readonly entity: EntityName;
      readonly live?: boolean;
      readonly parentId?: number;
      readonly termKind?: string;
    }
  | { readonly op: 'count'; readonly entity: EntityName; readonly live?: boolean }
  | { readonly op: 'writes'; readonly since?: number }
  | { readonly op: 'request-count' }
  /** Connections are refused until `up`; this endpoint stays reachable on the control port. */
  | { readonly op: 'down' }
  | { readonly op: 'up' };

export type ControlDeps = {
  readonly shop: DemoShop;
  readonly server: () => DemoShopServer | null;
  readonly token: string;
  readonly afterEdit: () => void;
  readonly requestCount: () => number;
};

async function run(command: ControlCommand, deps: ControlDeps): Promise<unknown> {
  const { shop } = deps;
  shop.faults.settle();
  switch (command.op) {
    case 'faults':
      return shop.faults.set(command.rules);
    case 'add-fault':
      return shop.faults.add(command.rule);
    case 'clear-faults':
      return shop.faults.clear();
    case 'fired':
      return shop.faults.fired();
    case 'edit':
      return shop.admin.edit(command.edit);
    case 'raw':
      return shop.inspect.raw(command.entity, command.id) ?? null;
    case 'ids': {
      const { op: _op, entity, ...options } = command;
      return shop.inspect.ids(entity, options);
    }
    case 'count':
      return shop.inspect.count(command.entity, command.live === undefined ? {} : { live: command.live });
    case 'writes':
      return shop.inspect.writes(command.since);
    case 'request-count':
      return deps.requestCount();
    case 'down':
      return deps.server()?.down();
    case 'up':
      return deps.server()?.up();
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** Answers the control endpoint; false for every other path. A wrong token is told apart from a wrong path. */
export function createControl(
  deps: ControlDeps,
): (request: IncomingMessage, response: ServerResponse, body: string) => boolean {
  return (request, response, body) => {
    if ((request.url ?? '').split('?')[0] !== '/__control') return false;
    if (request.method !== 'POST' || request.headers['x-control-token'] !== deps.token) {
      send(response, 403, { error: 'wrong method or token' });
      return true;
    }
    const answer = async (): Promise<unknown> => {
      const result = await run(JSON.parse(body) as ControlCommand, deps);
      deps.afterEdit();
      return { result: result ?? null };
    };
    answer().then(
      (value) => send(response, 200, value),
      (error: unknown) => send(response, 400, { error: error instanceof Error ? error.message : String(error) }),
    );
    return true;
  };
}
