import type { SecretsError, SecretsRequest, SecretsResult } from '../../shared/contract/engine-process.ts';
import { err, ok } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import type { KeyWrapper, KeyWrapperFailure } from './key-wraps.ts';

/** The keyring behind the app's main process. `ask` sends one request and never rejects. */
export function createKeyringWrapper(ask: (request: SecretsRequest) => Promise<SecretsResult>): KeyWrapper {
  return {
    available: async () => {
      const answer = await ask({ action: 'status' });
      return answer.ok && answer.value.action === 'status' && answer.value.status.protection === 'os';
    },
    wrap: async (key) => {
      const answer = await ask({ action: 'encrypt', plainBase64: Buffer.from(key).toString('base64') });
      if (!answer.ok) return err(toFailure(answer.error));
      return answer.value.action === 'encrypt' ? ok(answer.value.sealedBase64) : unexpected();
    },
    unwrap: async (sealed) => {
      const answer = await ask({ action: 'decrypt', sealedBase64: sealed });
      if (!answer.ok) return err(toFailure(answer.error));
      if (answer.value.action !== 'decrypt') return unexpected();
      return ok({ key: Buffer.from(answer.value.plainBase64, 'base64'), reseal: answer.value.reseal });
    },
  };
}

function toFailure(error: SecretsError): KeyWrapperFailure {
  return { type: error.type === 'SecretsUnreadable' ? 'unreadable' : 'unavailable', detail: error.detail };
}

function unexpected(): Result<never, KeyWrapperFailure> {
  return err({ type: 'unavailable', detail: 'The answer does not fit the question' });
}
