/** How a gateway treats one store. All times in milliseconds. */
export type GatewayLimits = {
  readonly maxReads: number;
  readonly maxWrites: number;
  /** Tries of one read, the first included. Writes are always sent once. */
  readonly attempts: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** A longer `Retry-After` is returned as the error instead of waited for. */
  readonly patienceMs: number;
  /** A read that has got no good answer for so long is given up, retries and waiting included. */
  readonly giveUpAfterMs: number;
};

export const defaultGatewayLimits: GatewayLimits = {
  maxReads: 4,
  maxWrites: 2,
  attempts: 4,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 120_000,
  patienceMs: 30_000,
  giveUpAfterMs: 45_000,
};
