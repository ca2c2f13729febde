import { CircleAlert, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { DEPLOYMENT_STATUSES, type DeploymentStatus } from '../../../shared/domain/boards/words.ts';
import { wordDeploymentStatus, wordEnvironment } from '../../app/boards/board-words.ts';
import { wordEffect } from '../../app/boards/effect-words.ts';
import { TaskLine } from '../../app/boards/linked.tsx';
import { MarkdownField } from '../../app/boards/markdown-field.tsx';
import { Part } from '../../app/boards/part.tsx';
import type { People } from '../../app/boards/people.ts';
import { useEngineCall, useEngineQuery, type MethodInput, type MethodOutput } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { wordRefusal } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { Note } from '../../components/note.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { RollBackDialog } from './deployment-dialogs.tsx';

type Shown = MethodOutput<'deployments.get'>;
/** Along its way; rolling back has a question of its own. */
const NEXT: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  pending: ['in_progress'],
  in_progress: ['success', 'failed'],
  failed: ['in_progress'],
  success: [],
  rolled_back: [],
};

export function DeploymentPanel({
  id,
  people,
  onClose,
}: {
  readonly id: string;
  readonly people: People;
  readonly onClose: () => void;
}) {
  const answer = useEngineQuery('deployments.get', { id });
  const shown = answer.data;
  return (
    <SidePanel
      label={shown ? `${shown.version} ${wordEnvironment(shown.environment)}` : m.deployments_title()}
      onClose={onClose}
    >
      {shown ? (
        <Body shown={shown} people={people} onClose={onClose} />
      ) : answer.error ? (
        <EmptyState
          kind="failed"
          title={wordError(engineErrorOf(answer.error)).title}
          actions={<Button onPress={onClose}>{m.common_close()}</Button>}
        >
          {wordError(engineErrorOf(answer.error)).way}
        </EmptyState>
      ) : (
        <SkeletonRows rows={6} figures={1} />
      )}
    </SidePanel>
  );
}

function Body({
  shown,
  people,
  onClose,
}: {
  readonly shown: Shown;
  readonly people: People;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const effect = wordEffect(shown, shown.version);

  async function edit(changes: MethodInput<'deployments.edit'>['changes']): Promise<string | null> {
    const result = await call('deployments.edit', { id: shown.id, changes });
    if (result.ok) return null;
    if (result.error.type === 'FieldRefused') return wordRefusal(result.error);
    toastError(result.error);
    return '';
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-page-head shrink-0 items-center gap-2 ps-4 pe-2">
        <h2 className="min-w-0 truncate text-title font-strong">
          <Code>{shown.version}</Code>
        </h2>
        <Chip isOutlined>{wordEnvironment(shown.environment)}</Chip>
        <span className="flex-1" />
        <IconButton label={m.common_close()} icon={X} keys="Esc" onPress={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto px-4 pb-4">
        <p className="text-text-2">
          {wordDeploymentStatus(shown.status)}, <RelativeTime iso={shown.at} />,{' '}
          <bdi>{people.nameOf(shown.deployed_by)}</bdi>
        </p>
        {effect && shown.refusals ? (
          <Note
            tone="danger"
            icon={CircleAlert}
            action={{ label: m.board_refusals_show(), onPress: () => navigate('triage') }}
          >
            <span className="font-strong">{effect}</span>
            <span className="block">
              {m.deployments_effect_count({ count: shown.refusals.all, figure: formatCount(shown.refusals.all) })}{' '}
              <Code isMono>{shown.refusals.error_code}</Code>
            </span>
          </Note>
        ) : null}
        {shown.rolled_back_at === null ? null : (
          <Note tone="warning">
            {m.deployments_status_rolled_back()} <RelativeTime iso={shown.rolled_back_at} />
            {shown.rollback_reason ? <bdi className="block">{shown.rollback_reason}</bdi> : null}
          </Note>
        )}
        <div className="flex flex-wrap gap-1.5">
          {NEXT[shown.status].map((status) => (
            <Button
              key={status}
              size="small"
              onPress={() => void edit({ status: DEPLOYMENT_STATUSES.find((name) => name === status) ?? status })}
            >
              {m.deployments_mark({ status: wordDeploymentStatus(status) })}
            </Button>
          ))}
          {shown.status === 'rolled_back' || shown.status === 'pending' ? null : (
            <Button size="small" variant="quiet-danger" icon={Undo2} onPress={() => setAsking(true)}>
              {m.deployments_rollback_dots()}
            </Button>
          )}
        </div>
        {shown.git_commit_hash === null ? null : (
          <Part title={m.deployments_commit()}>
            <Code isMono className="selectable wrap-anywhere">
              {shown.git_commit_hash}
            </Code>
          </Part>
        )}
        <Part title={m.board_list()}>
          {shown.tasks.length === 0 ? (
            <p className="text-text-2">{m.deployments_no_tasks()}</p>
          ) : (
            shown.tasks.map((task) => (
              <TaskLine key={task.id} task={task} onOpen={(id) => navigate('board', { sprint: 'any', open: id })} />
            ))
          )}
        </Part>
        <Part title={m.deployments_notes()}>
          <MarkdownField
            label={m.deployments_notes()}
            text={shown.notes}
            people={people}
            onSave={(notes) => edit({ notes })}
          />
        </Part>
        {shown.error_log === null ? null : (
          <Part title={m.deployments_log()}>
            <pre
              dir="ltr"
              tabIndex={0}
              aria-label={m.deployments_log()}
              className="selectable max-h-80 overflow-auto rounded-r2 bg-sunken p-2 font-mono text-small"
            >
              {shown.error_log}
            </pre>
          </Part>
        )}
      </div>
      {isAsking ? <RollBackDialog id={shown.id} version={shown.version} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}
