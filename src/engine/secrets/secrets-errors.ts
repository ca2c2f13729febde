/**
 * Why secrets cannot be opened or kept. `damaged`: the file was no secrets file and was set aside, or one secret in it
 * does not open. `newer`: a later version of the program wrote it. `busy`: another process holds it.
 */
export type LockedReason =
  | 'no-passphrase'
  | 'wrong-passphrase'
  | 'keyring-unavailable'
  | 'keyring-unreadable'
  | 'device-key-missing'
  | 'damaged'
  | 'newer'
  | 'busy';
export type SecretsLocked = { readonly type: 'SecretsLocked'; readonly reason: LockedReason };
export type SecretsFailure =
  SecretsLocked | { readonly type: 'DiskFull' } | { readonly type: 'ReadOnlyProfile'; readonly path: string };
