import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { isOperationKind, wordEntity, wordOperation } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import type { WaitingChangeView } from '../../../shared/contract/rescue-file.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from '../products/plain-html.ts';
import { SettingsRow } from './settings-row.tsx';
import { AdoptDialog, SaveDialog } from './unsent-dialogs.tsx';
import { waitWords } from './unsent-words.ts';

/** Changes that travel between computers in a file, and those that have no place here yet. */
export function UnsentSection() {
  const [asked, setAsked] = useState<'save' | 'adopt' | null>(null);
  const close = (): void => setAsked(null);
  return (
    <div className="max-w-180 px-5 py-4">
      <SettingsRow title={m.settings_unsent_save()} detail={m.settings_unsent_save_detail()}>
        <Button onPress={() => setAsked('save')}>{m.settings_unsent_save_do()}</Button>
      </SettingsRow>
      <SettingsRow title={m.settings_unsent_adopt()} detail={m.settings_unsent_adopt_detail()}>
        <Button onPress={() => setAsked('adopt')}>{m.settings_unsent_adopt_do()}</Button>
      </SettingsRow>
      <Waiting />
      {asked === 'save' && <SaveDialog onClose={close} />}
      {asked === 'adopt' && <AdoptDialog onClose={close} />}
    </div>
  );
}

function Waiting() {
  const { data, error } = useEngineQuery('unsent.waiting', {});
  if (error) {
    const { title, way } = wordError(engineErrorOf(error));
    return (
      <Note tone="danger" className="mt-4">
        {title}. {way}
      </Note>
    );
  }
  if (data === undefined) return <SkeletonRows />;
  return (
    <section aria-label={m.settings_unsent_waiting()} className="pt-4">
      <h2 className="font-strong">
        {data.length === 0 ? m.settings_unsent_waiting_none() : m.settings_unsent_waiting()}
      </h2>
      {data.length > 0 && <p className="pb-2 text-small text-text-2">{m.settings_unsent_waiting_detail()}</p>}
      <ul>
        {data.map((change) => (
          <WaitingLine key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}

function WaitingLine({ change }: { readonly change: WaitingChangeView }) {
  const { entity, kind, label, woo_id: wooId } = change;
  return (
    <li className="border-b border-divider py-2">
      <div className="flex items-baseline gap-3">
        <Name className="font-medium">{label === '' ? (wooId ?? m.sync_unnamed()).toString() : plainText(label)}</Name>
        <span className="text-small text-text-2">
          {isOperationKind(kind) ? `${wordEntity(entity)}, ${wordOperation(kind)}` : wordEntity(entity)}
        </span>
        <span className="flex-1" />
        <RelativeTime iso={change.adoptedAt} className="text-small text-text-3" />
      </div>
      <p className="text-small text-text-2">
        {waitWords(change.reason)} <Code>{change.url}</Code>
      </p>
    </li>
  );
}
