import { Bug, SquareKanban } from 'lucide-react';
import type { ErrorLink } from '../../../shared/contract/boards-common.ts';
import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { titleOf } from './triage-words.ts';

/** The bugs and tasks that a cause became. */
function useLinksOf(fingerprint: string): readonly ErrorLink[] {
  return useEngineQuery('boards.errorLinks', { fingerprints: [fingerprint] }).data ?? [];
}

function keyOf({ bug, task }: ErrorLink): string {
  return bug?.key ?? task?.key ?? '';
}

function openLink({ bug, task }: ErrorLink): void {
  if (bug) navigate('bugs', { open: bug.id });
  else if (task) navigate('board', { sprint: 'any', open: task.id });
}

/** `BUG-3` beside a cause that is being worked on. */
export function LinkChips({ fingerprint }: { readonly fingerprint: string }) {
  return useLinksOf(fingerprint).map((link) => (
    <Chip key={link.id} isOutlined icon={link.bug ? Bug : SquareKanban}>
      {keyOf(link)}
    </Chip>
  ));
}

/** Makes a bug or a task of a cause; one that it has already is opened instead. */
export function useMakeOfGroup(): (group: TriageGroup, as: 'bug' | 'task') => Promise<void> {
  const call = useEngineCall();
  return async (group, as) => {
    const [only] = group.stores;
    const storeId = group.stores.length === 1 && only ? only.storeId : null;
    const result = await call('boards.fromErrorGroup', {
      fingerprint: group.fingerprint,
      storeId,
      as,
      title: titleOf(group),
    });
    if (!result.ok) return toastError(result.error);
    const { link, isNew } = result.value;
    const key = keyOf(link);
    showToast({
      text: isNew ? m.triage_made({ key }) : m.triage_made_before({ key }),
      action: { label: m.triage_open_made(), onPress: () => openLink(link) },
    });
  };
}

/** In the panel of a cause: what it became, and the two ways to begin. */
export function MadeOf({ group }: { readonly group: TriageGroup }) {
  const links = useLinksOf(group.fingerprint);
  const make = useMakeOfGroup();
  return (
    <>
      {links.map((link) => (
        <span key={link.id} className="flex items-center gap-2">
          <Code>{keyOf(link)}</Code>
          <bdi className="min-w-0 flex-1 truncate">{link.bug?.title ?? link.task?.title}</bdi>
          <LinkButton onPress={() => openLink(link)}>{m.triage_open_made()}</LinkButton>
        </span>
      ))}
      {links.length === 0 ? m.triage_made_none() : null}
      <span className="mt-1 flex gap-1.5">
        <Button size="small" icon={Bug} keys="B" onPress={() => void make(group, 'bug')}>
          {m.triage_make_bug()}
        </Button>
        <Button size="small" icon={SquareKanban} keys="T" onPress={() => void make(group, 'task')}>
          {m.triage_make_task()}
        </Button>
      </span>
    </>
  );
}
