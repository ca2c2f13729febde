/** A small collection: everything that is changed or added lies in a map, the rest may be derived by key. */
export type Keyed<T> = {
  readonly version: () => number;
  readonly get: (key: number) => T | undefined;
  readonly put: (key: number, value: T) => void;
  readonly remove: (key: number) => void;
  /** Values that stand in memory (all of them, unless the collection derives), in key order. */
  readonly values: () => T[];
  readonly snapshot: () => ReadonlyMap<number, T | null>;
  readonly restore: (snapshot: ReadonlyMap<number, T | null>) => void;
};

export function createKeyed<T>(
  initial: ReadonlyMap<number, T>,
  derive: (key: number) => T | undefined,
  onChange: (key: number) => void,
): Keyed<T> {
  let own = new Map<number, T | null>(initial);
  let version = 0;
  let sorted: T[] | null = null;
  const changed = (key: number): void => {
    version += 1;
    sorted = null;
    onChange(key);
  };
  return {
    version: () => version,
    get: (key) => {
      const value = own.get(key);
      if (value === null) return undefined;
      return value ?? derive(key);
    },
    put: (key, value) => {
      own.set(key, value);
      changed(key);
    },
    remove: (key) => {
      own.set(key, null);
      changed(key);
    },
    values: () => {
      sorted ??= [...own.entries()]
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value)
        .filter((value): value is T => value !== null);
      return sorted;
    },
    snapshot: () => new Map(own),
    restore: (snapshot) => {
      const touched = new Set([...own.keys(), ...snapshot.keys()]);
      own = new Map(snapshot);
      for (const key of touched) changed(key);
    },
  };
}
