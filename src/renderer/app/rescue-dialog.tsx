import { useQueryClient } from '@tanstack/react-query';
import type { RescueReportView } from '../../shared/contract/settings.ts';
import { isEntityName } from '../../shared/domain/entities.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Note } from '../components/note.tsx';
import { Code, Name, RelativeTime } from '../components/texts.tsx';
import { m } from '../paraglide/messages.js';
import { putAnswer, useEngineCall, useEngineQuery } from './engine-client.tsx';
import { formatCount, formatMoment } from './formats.ts';
import { useLocale } from './locale.ts';
import { toastError } from './sync-actions.ts';
import { isOperationKind, wordEntity, wordOperation } from './sync-words.ts';

/** After a start that found a damaged database: what became of it and of every change that was never sent. */
export function RescueDialog() {
  const report = useEngineQuery('app.rescue', {}).data;
  return report ? <Report report={report} /> : null;
}

/** Leaves only by its button: what it tells cannot be looked up anywhere else. */
function Report({ report }: { readonly report: RescueReportView }) {
  const call = useEngineCall();
  const queries = useQueryClient();
  const markRead = async (): Promise<void> => {
    const result = await call('app.rescueRead', {});
    if (result.ok) putAnswer(queries, 'app.rescue', {}, null);
    else toastError(result.error);
  };
  return (
    <Dialog
      isOpen
      isDismissable={false}
      onClose={() => undefined}
      title={m.shell_rescue_title()}
      className="w-150"
      actions={
        <Button variant="primary" autoFocus onPress={() => void markRead()}>
          {m.shell_rescue_read()}
        </Button>
      }
    >
      <SetAside report={report} />
      <Restored rescued={report.restored} />
      <Unplaced rescued={report.unplaced} reportFile={report.reportFile} />
    </Dialog>
  );
}

function SetAside({ report: { at, setAside, stores } }: { readonly report: RescueReportView }) {
  const time = formatMoment(at, useLocale());
  return (
    <>
      <p>{m.shell_rescue_set_aside({ time })}</p>
      <Path>{setAside}</Path>
      <p>
        {stores === 0
          ? m.shell_rescue_no_stores()
          : m.shell_rescue_stores({ count: stores, figure: formatCount(stores) })}
      </p>
    </>
  );
}

type Rescued = RescueReportView['restored'];

function Restored({ rescued }: { readonly rescued: Rescued }) {
  if (rescued.length === 0) return <p>{m.shell_rescue_none()}</p>;
  return (
    <>
      <Note tone="mine">{m.shell_rescue_restored({ count: rescued.length, figure: formatCount(rescued.length) })}</Note>
      <RescuedList rescued={rescued} label={m.shell_rescue_restored_list()} />
    </>
  );
}

function Unplaced({ rescued, reportFile }: { readonly rescued: Rescued; readonly reportFile: string }) {
  if (rescued.length === 0) return null;
  return (
    <>
      <Note tone="warning">
        {m.shell_rescue_unplaced({ count: rescued.length, figure: formatCount(rescued.length) })}
      </Note>
      <Path>{reportFile}</Path>
      <RescuedList rescued={rescued} label={m.shell_rescue_unplaced_list()} />
    </>
  );
}

function RescuedList({ rescued, label }: { readonly rescued: Rescued; readonly label: string }) {
  return (
    <ul tabIndex={0} aria-label={label} className="max-h-44 shrink-0 overflow-auto rounded-r1 border-y border-divider">
      {rescued.map((change, index) => (
        <li key={index} className="flex min-h-nav-row items-center gap-3 border-b border-divider py-1 last:border-0">
          <Name className="flex-1 text-text">{change.label}</Name>
          <span className="shrink-0 text-small">
            {isEntityName(change.entity) ? wordEntity(change.entity) : change.entity}
            {isOperationKind(change.kind) ? `, ${wordOperation(change.kind)}` : ''}
          </span>
          <RelativeTime iso={change.queuedAt} className="w-20 shrink-0 text-end text-small text-text-3" />
        </li>
      ))}
    </ul>
  );
}

function Path({ children }: { readonly children: string }) {
  return (
    <Code isMono className="shrink-0 rounded-r2 bg-sunken px-3 py-2 break-all text-text">
      {children}
    </Code>
  );
}
