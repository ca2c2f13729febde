import type { DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import type { Answer, World } from './world.ts';

/** How a recorded sample is brought about again at the demo shop. */
export type Scenario = {
  /** A different shop than the standard one. */
  readonly options?: Partial<DemoShopOptions>;
  /** Tells the sample's story; the answer is what the sample recorded. */
  readonly play: (world: World) => Answer;
  /** What of the answer's body the sample shows. Default: the whole body. */
  readonly part?: (body: unknown) => unknown;
  /** What of the sample to hold against it. Default: `body` of a recorded exchange, else the whole file. */
  readonly samplePart?: (sample: unknown) => unknown;
  /** The values must agree too, except ids, times and dice. Errors are always held to their values. */
  readonly values?: boolean;
};

export type Scenarios = Readonly<Record<string, Scenario>>;

/** GET of a path, the usual end of a story. */
export const read =
  (path: string, query: Readonly<Record<string, string>> = {}): Scenario['play'] =>
  (world) =>
    world.call('GET', path, { query });

export const send =
  (method: string, path: string, body?: unknown): Scenario['play'] =>
  (world) =>
    world.call(method, path, body === undefined ? {} : { body });

export const first = (body: unknown): unknown => (Array.isArray(body) ? (body as unknown[])[0] : undefined);

/** Creates a record and returns its id. */
export function made(world: World, path: string, body: unknown): number {
  return Number(world.must('POST', path, body)['id']);
}
