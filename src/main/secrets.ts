import type { SecretsRequest, SecretsResult, SecretsStatus } from '../shared/contract/engine-process.ts';

/** The parts of Electron's safeStorage in use; the asynchronous ones exist in newer versions only. */
export interface SafeStorageLike {
  readonly isEncryptionAvailable: () => boolean;
  readonly getSelectedStorageBackend?: () => string;
  readonly encryptString: (plain: string) => Buffer;
  readonly decryptString: (sealed: Buffer) => string;
  readonly isAsyncEncryptionAvailable?: () => Promise<boolean>;
  readonly encryptStringAsync?: (plain: string) => Promise<Buffer>;
  readonly decryptStringAsync?: (
    sealed: Buffer,
  ) => Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
}

/**
 * Answers the engine's requests with the operating system's keyring. Nothing is ever sealed by a key that anybody can
 * read: without a keyring the answer is `SecretsUnavailable`, and the engine asks for a passphrase.
 */
export function createSecretsService(storage: SafeStorageLike, platform: string) {
  async function status(): Promise<SecretsStatus> {
    const backendName = platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : platform;
    if (backendName === 'basic_text') return { protection: 'basic-text', backendName };
    const isAvailable = storage.isAsyncEncryptionAvailable
      ? await storage.isAsyncEncryptionAvailable()
      : storage.isEncryptionAvailable();
    return { protection: isAvailable && backendName !== 'unknown' ? 'os' : 'none', backendName };
  }

  async function encrypt(plainBase64: string): Promise<SecretsResult> {
    const sealed = storage.encryptStringAsync
      ? await storage.encryptStringAsync(plainBase64)
      : storage.encryptString(plainBase64);
    return { ok: true, value: { action: 'encrypt', sealedBase64: sealed.toString('base64') } };
  }

  async function decrypt(sealedBase64: string): Promise<SecretsResult> {
    const sealed = Buffer.from(sealedBase64, 'base64');
    try {
      if (!storage.decryptStringAsync) return decrypted(storage.decryptString(sealed), false);
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(sealed);
      return decrypted(result, shouldReEncrypt);
    } catch (thrown) {
      return { ok: false, error: { type: 'SecretsUnreadable', detail: reasonOf(thrown) } };
    }
  }

  /** Never throws and never rejects. */
  async function answer(request: SecretsRequest): Promise<SecretsResult> {
    try {
      const present = await status();
      if (request.action === 'status') return { ok: true, value: { action: 'status', status: present } };
      if (present.protection !== 'os') {
        return { ok: false, error: { type: 'SecretsUnavailable', detail: present.backendName } };
      }
      return request.action === 'encrypt' ? await encrypt(request.plainBase64) : await decrypt(request.sealedBase64);
    } catch (thrown) {
      return { ok: false, error: { type: 'SecretsUnavailable', detail: reasonOf(thrown) } };
    }
  }

  return { answer };
}

function decrypted(plainBase64: string, reseal: boolean): SecretsResult {
  return { ok: true, value: { action: 'decrypt', plainBase64, reseal } };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'unknown';
}
