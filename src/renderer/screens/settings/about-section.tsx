import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { Mark } from '../../app/mark.tsx';
import { Note } from '../../components/note.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { SettingsRow } from './settings-row.tsx';

const MEGABYTE = 1024 * 1024;

/** Facts for help: version, where the data lies, who guards the keys. */
export function AboutSection() {
  const { data, error } = useEngineQuery('app.facts', {});
  return (
    <div className="max-w-180 px-5 py-4">
      <div className="flex items-center gap-3 border-b border-border pb-3">
        <Mark size={32} />
        <div>
          <h2 className="text-title font-strong">Backroom</h2>
          <p className="text-small text-text-2">{m.settings_version({ version: window.shell.appVersion })}</p>
        </div>
      </div>
      {error ? (
        <Note tone="danger" className="mt-3">
          {wordError(engineErrorOf(error)).title}
        </Note>
      ) : null}
      {data ? (
        <>
          <SettingsRow title={m.settings_data_folder()} detail={m.settings_data_folder_detail()}>
            <Code isMono className="max-w-100 break-all text-text-2">
              {data.profile}
            </Code>
          </SettingsRow>
          <SettingsRow title={m.settings_data_size()}>
            <Code className="text-text-2">{(data.databaseBytes / MEGABYTE).toFixed(1)} MB</Code>
          </SettingsRow>
          <SettingsRow title={m.settings_secrets()} detail={wordProtection(data.secretsProtectedBy)} />
        </>
      ) : null}
    </div>
  );
}

function wordProtection(protection: 'keyring' | 'passphrase' | 'none'): string {
  switch (protection) {
    case 'keyring':
      return m.settings_secrets_keyring();
    case 'passphrase':
      return m.settings_secrets_passphrase();
    case 'none':
      return m.settings_secrets_none();
    default:
      return protection satisfies never;
  }
}
