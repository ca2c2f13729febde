import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';

/** X25519 keys as 32 plain bytes; Node's own form has a fixed head in front. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b656e032100', 'hex');
const LAYOUT = 1;
const INFO = 'backroom store key 1';

export type DeviceKeys = { readonly publicKey: Buffer; readonly privateKey: Buffer };
export type StoreKey = { readonly consumerKey: string; readonly consumerSecret: string };
/** What a sealed key is bound to: sealed for another store or device it does not open. */
export type SealedFor = { readonly storeId: string; readonly deviceId: string };

/** A device's pair. The private half stays among the profile's protected secrets. */
export function makeDeviceKeys(): DeviceKeys {
  const pair = generateKeyPairSync('x25519');
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(PUBLIC_HEAD.length),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(PRIVATE_HEAD.length),
  };
}

/** Seals a shop's key for one device: X25519 with a pair made for this alone, HKDF-SHA256, AES-256-GCM. [LEASE1] */
export function sealStoreKey(key: StoreKey, devicePublicKey: Buffer, target: SealedFor): string {
  const once = makeDeviceKeys();
  const cipher = createCipheriv(
    'aes-256-gcm',
    secretOf(once.privateKey, devicePublicKey, once.publicKey, devicePublicKey),
    Buffer.alloc(12),
  );
  cipher.setAAD(bound(target));
  const content = Buffer.concat([cipher.update(JSON.stringify(key), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([LAYOUT]), once.publicKey, cipher.getAuthTag(), content]).toString('base64');
}

/** Null for what was not sealed for this device and this store, or was changed since. */
export function openStoreKey(sealed: string, device: DeviceKeys, target: SealedFor): StoreKey | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < 50 || bytes[0] !== LAYOUT) return null;
  const sender = bytes.subarray(1, 33);
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      secretOf(device.privateKey, sender, sender, device.publicKey),
      Buffer.alloc(12),
    );
    decipher.setAAD(bound(target));
    decipher.setAuthTag(bytes.subarray(33, 49));
    const content = Buffer.concat([decipher.update(bytes.subarray(49)), decipher.final()]);
    return JSON.parse(content.toString('utf8')) as StoreKey;
  } catch {
    return null;
  }
}

/** The pair of the sender is used once, so the key is too: a constant nonce is safe with it. */
function secretOf(own: Buffer, other: Buffer, sender: Buffer, receiver: Buffer): Buffer {
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, own]), type: 'pkcs8', format: 'der' }),
    publicKey: createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, other]), type: 'spki', format: 'der' }),
  });
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([sender, receiver]), INFO, 32));
}

const bound = ({ storeId, deviceId }: SealedFor): Buffer => Buffer.from(`${storeId} ${deviceId}`, 'utf8');
