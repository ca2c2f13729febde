import { Lock, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatRelative } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall } from '../../app/engine-client.tsx';
import { useMay, useReadAgain, useTeamStatus } from './team-data.ts';

type Query<T> = {
  readonly data: T | undefined;
  readonly isError: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
};

/** What was read from central, with its age; never read; or why it cannot be read. */
export function FromCentral<T extends { readonly readAt: string }>({
  query,
  failed,
  children,
}: {
  readonly query: Query<T>;
  readonly failed: string;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError ? <StaleNote readAt={query.data.readAt} error={query.error} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <Unread failed={failed} error={query.error} />;
  return <SkeletonRows />;
}

/** What is on screen is as old as it says, because it could not be read again. */
function StaleNote({ readAt, error }: { readonly readAt: string; readonly error: Error | null }) {
  const when = useWhen();
  const retry = useRetry();
  const cause = engineErrorOf(error);
  const isAway = cause.type === 'CentralUnavailable';
  return (
    <div className="px-4 pt-2">
      <Note tone={isAway ? 'offline' : 'warning'} role="status" action={{ label: m.admin_try_now(), onPress: retry }}>
        {isAway
          ? m.admin_offline({ when: when(readAt) })
          : `${wordError(cause).title}. ${m.admin_read_at({ when: when(readAt) })}`}
      </Note>
    </div>
  );
}

function Unread({ failed, error }: { readonly failed: string; readonly error: Error | null }) {
  const status = useTeamStatus();
  const when = useWhen();
  const retry = useRetry();
  const cause = engineErrorOf(error);
  const isAway = cause.type === 'CentralUnavailable';
  const words = wordError(cause);
  return (
    <EmptyState
      kind="failed"
      title={isAway ? m.admin_offline_title() : failed}
      actions={
        <Button icon={RotateCw} onPress={retry}>
          {m.admin_try_now()}
        </Button>
      }
    >
      {isAway
        ? status?.lastContactAt
          ? m.admin_offline_last({ when: when(status.lastContactAt) })
          : m.admin_offline_never()
        : `${words.title}. ${words.way}`}
    </EmptyState>
  );
}

/** Asks central at once, however long the next try would wait, and reads what is on screen again. */
function useRetry(): () => void {
  const call = useEngineCall();
  const readAgain = useReadAgain();
  return () => void call('team.retry', {}).then(readAgain);
}

/** “2 min ago”, in the middle of a sentence. */
export function useWhen(): (iso: string) => string {
  const nowMs = useNow();
  const locale = useLocale();
  return (iso) => formatRelative(iso, nowMs, locale);
}

/** Says in words which permissions are missing for what is switched off below. */
export function NeedsNote({ permissions, id }: { readonly permissions: readonly string[]; readonly id?: string }) {
  const may = useMay();
  const locale = useLocale();
  const missing = permissions.filter((permission) => !may(permission));
  if (missing.length === 0) return null;
  const words = new Intl.ListFormat(locale, { type: 'unit' }).format(missing.map(wordPermission));
  return (
    <div className="px-4 py-1.5" id={id}>
      <Note icon={Lock}>{m.admin_needs({ permissions: words })}</Note>
    </div>
  );
}

/** “Read 2 min ago”, and the way to read again. */
export function ReadAt({ at }: { readonly at: string }) {
  const when = useWhen();
  const readAgain = useReadAgain();
  return (
    <span className="flex items-center gap-1 text-small text-text-3">
      {m.admin_read_at({ when: when(at) })}
      <IconButton size="small" icon={RotateCw} label={m.admin_read_again()} onPress={readAgain} />
    </span>
  );
}

/** One line that is there to be copied: an invitation, a key, a code. */
export function CopyBox({
  text,
  label,
  copyLabel,
  isLong = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly copyLabel?: string;
  /** Breaks over several lines: anywhere, or at its gaps where it has some. */
  readonly isLong?: boolean;
}) {
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => showToast({ text: m.admin_copied() }));
  };
  return (
    <div className="flex items-start gap-2">
      <div
        role="textbox"
        aria-readonly
        aria-label={label}
        aria-multiline={isLong}
        tabIndex={0}
        className={`selectable min-w-0 flex-1 rounded-r2 bg-sunken px-2.5 py-1.5 text-text ${isLong ? `max-h-32 overflow-auto ${text.includes(' ') ? '' : 'break-all'}` : 'truncate'}`}
      >
        <Code isMono>{text}</Code>
      </div>
      <Button onPress={copy}>{copyLabel ?? m.admin_copy()}</Button>
    </div>
  );
}
