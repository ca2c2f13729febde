import { Ban, Check, Clock, Copy, Ellipsis, ListPlus, Trash2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BugDetail } from '../../../shared/contract/boards-bugs.ts';
import { BUG_SEVERITIES, BUG_STATUSES } from '../../../shared/domain/boards/words.ts';
import { wordBugStatus, wordSeverity } from '../../app/boards/board-words.ts';
import { Refusals, TaskLine } from '../../app/boards/linked.tsx';
import { MarkdownField } from '../../app/boards/markdown-field.tsx';
import { PersonMark } from '../../app/boards/marks.tsx';
import { Part } from '../../app/boards/part.tsx';
import { nameOfPerson, type People } from '../../app/boards/people.ts';
import { SeverityMark } from '../../app/boards/severity-mark.tsx';
import { TaskPicker } from '../../app/boards/task-picker.tsx';
import { TitleField } from '../../app/boards/title-field.tsx';
import { WordsField } from '../../app/boards/words-field.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { navigate } from '../../app/routes.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { Menu } from '../../components/menu.tsx';
import { Note } from '../../components/note.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import type { BugAsked } from './bug-dialogs.tsx';
import type { BugActs } from './use-bug-acts.ts';

const NONE = '-';
type PanelProps = {
  readonly id: string;
  readonly people: People;
  readonly acts: BugActs;
  readonly onAsk: (asked: BugAsked) => void;
  readonly onClose: () => void;
};

/** Everything about one bug. */
export function BugPanel(props: PanelProps) {
  const answer = useEngineQuery('bugs.get', { id: props.id });
  const bug = answer.data;
  return (
    <SidePanel label={bug ? `${bug.key} ${bug.title}` : m.bugs_panel()} onClose={props.onClose}>
      {bug ? (
        <Body {...props} bug={bug} />
      ) : answer.error ? (
        <EmptyState
          kind="failed"
          title={wordError(engineErrorOf(answer.error)).title}
          actions={<Button onPress={props.onClose}>{m.common_close()}</Button>}
        >
          {wordError(engineErrorOf(answer.error)).way}
        </EmptyState>
      ) : (
        <SkeletonRows rows={6} figures={1} />
      )}
    </SidePanel>
  );
}

function Body({ bug, people, acts, onAsk, onClose }: PanelProps & { readonly bug: BugDetail }) {
  const edit = (changes: Parameters<BugActs['edit']>[1]): Promise<string | null> => acts.edit(bug.id, changes);
  const isWaiting = bug.intake === 'pending' || bug.intake === 'snoozed';
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-page-head shrink-0 items-center gap-2 ps-4 pe-2">
        <SeverityMark severity={bug.severity} />
        <h2 className="text-title font-strong">
          <Code>{bug.key}</Code>
        </h2>
        <span className="flex-1" />
        <Menu
          label={m.board_panel_more()}
          trigger={<IconButton label={m.board_panel_more()} icon={Ellipsis} />}
          entries={[
            {
              id: 'duplicate',
              label: m.bugs_duplicate(),
              icon: Copy,
              keys: 'U',
              onAction: () => onAsk({ what: 'duplicate', bug }),
            },
            {
              id: 'remove',
              label: m.bugs_remove(),
              icon: Trash2,
              isDestructive: true,
              onAction: () => void acts.remove(bug.id).then((isGone) => isGone && onClose()),
            },
          ]}
        />
        <IconButton label={m.common_close()} icon={X} keys="Esc" onPress={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto px-4 pb-4">
        <TitleField label={m.board_col_title()} value={bug.title} onSave={(title) => edit({ title })} />
        {isWaiting ? <Intake bug={bug} acts={acts} onAsk={onAsk} /> : <Ended bug={bug} onAsk={onAsk} />}
        <Fields bug={bug} people={people} edit={edit} />
        {bug.errorLinks.length > 0 ? <Refusals links={bug.errorLinks} /> : null}
        <Part title={m.board_description()}>
          <MarkdownField
            label={m.board_description()}
            text={bug.description === '' ? null : bug.description}
            people={people}
            onSave={(text) => edit({ description: text ?? '' })}
          />
        </Part>
        <Part title={m.bugs_steps()}>
          <MarkdownField
            label={m.bugs_steps()}
            text={bug.steps_to_reproduce}
            people={people}
            onSave={(text) => edit({ steps_to_reproduce: text })}
          />
        </Part>
        <Part title={m.bugs_cause()}>
          <MarkdownField
            label={m.bugs_cause()}
            text={bug.root_cause}
            people={people}
            onSave={(text) => edit({ root_cause: text })}
          />
        </Part>
        <Part title={m.bugs_files()}>
          <WordsField
            label={m.bugs_files()}
            values={bug.affected_files}
            isCode
            onSave={(affected_files) => edit({ affected_files })}
          />
        </Part>
        <Part title={m.bugs_introduced()}>
          <TaskOf bug={bug} field="introduced_by_task_id" label={m.bugs_introduced()} edit={edit} />
        </Part>
        <Part title={m.bugs_resolved_by()}>
          <TaskOf bug={bug} field="resolved_by_task_id" label={m.bugs_resolved_by()} edit={edit} />
        </Part>
      </div>
    </div>
  );
}

function Intake({
  bug,
  acts,
  onAsk,
}: {
  readonly bug: BugDetail;
  readonly acts: BugActs;
  readonly onAsk: (asked: BugAsked) => void;
}) {
  return (
    <div className="flex flex-col gap-2">
      {bug.intake === 'snoozed' && bug.snoozed_until ? (
        <Note action={{ label: m.bugs_wake(), onPress: () => void acts.wake(bug.id) }}>
          {m.bugs_is_snoozed()} <RelativeTime iso={bug.snoozed_until} />
        </Note>
      ) : (
        <Note>{m.bugs_is_waiting()}</Note>
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button size="small" icon={Check} keys="A" onPress={() => void acts.accept(bug.id, false)}>
          {m.bugs_accept()}
        </Button>
        <Button size="small" icon={ListPlus} keys="T" onPress={() => void acts.accept(bug.id, true)}>
          {m.bugs_accept_task()}
        </Button>
        <Button size="small" icon={Clock} keys="S" onPress={() => onAsk({ what: 'snooze', bug })}>
          {m.alerts_snooze()}
        </Button>
        <Button size="small" icon={Copy} keys="U" onPress={() => onAsk({ what: 'duplicate', bug })}>
          {m.bugs_duplicate()}
        </Button>
        <Button size="small" icon={Ban} keys="D" onPress={() => onAsk({ what: 'decline', bug })}>
          {m.bugs_decline()}
        </Button>
      </div>
    </div>
  );
}

function Ended({ bug, onAsk }: { readonly bug: BugDetail; readonly onAsk: (asked: BugAsked) => void }) {
  if (bug.duplicateOf) {
    const { key, title, id } = bug.duplicateOf;
    return (
      <Note action={{ label: m.board_refusals_show(), onPress: () => navigate('bugs', { open: id }) }}>
        {m.bugs_is_duplicate()} <bdi>{`${key} ${title}`}</bdi>
      </Note>
    );
  }
  if (bug.intake === 'declined')
    return (
      <Note>
        {m.bugs_is_declined()} {bug.resolution_notes ? <bdi>{bug.resolution_notes}</bdi> : null}
      </Note>
    );
  if (bug.resolved_at !== null) {
    return (
      <Note>
        {wordBugStatus(bug.status)} <RelativeTime iso={bug.resolved_at} />
        {bug.resolution_notes ? <bdi className="block">{bug.resolution_notes}</bdi> : null}
      </Note>
    );
  }
  return (
    <Button size="small" icon={Check} className="self-start" onPress={() => onAsk({ what: 'resolve', bug })}>
      {m.bugs_resolve()}
    </Button>
  );
}

type Edit = (changes: Parameters<BugActs['edit']>[1]) => Promise<string | null>;

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="text-small font-medium text-text-2">{label}</span>
      <div className="min-w-0">{children}</div>
    </>
  );
}

function Fields({ bug, people, edit }: { readonly bug: BugDetail; readonly people: People; readonly edit: Edit }) {
  return (
    <div className="quiet-fields grid grid-cols-[92px_1fr] items-center gap-x-3 gap-y-0.5">
      <Row label={m.bugs_status()}>
        <Select
          size="small"
          ariaLabel={m.bugs_status()}
          value={bug.status}
          onChange={(status) => void edit({ status })}
          options={BUG_STATUSES.map((id) => ({ id, label: wordBugStatus(id) }))}
        />
      </Row>
      <Row label={m.bugs_severity()}>
        <Select
          size="small"
          ariaLabel={m.bugs_severity()}
          value={bug.severity}
          onChange={(severity) => void edit({ severity })}
          options={BUG_SEVERITIES.toReversed().map((id) => ({
            id,
            label: wordSeverity(id),
            mark: <SeverityMark severity={id} />,
          }))}
        />
      </Row>
      <Row label={m.board_col_assignee()}>
        <Select
          size="small"
          ariaLabel={m.board_col_assignee()}
          value={bug.assigned_to ?? NONE}
          onChange={(id) => void edit({ assigned_to: id === NONE ? null : id })}
          options={[
            ...people.active.map((person) => ({
              id: person.id,
              label: nameOfPerson(person),
              mark: <PersonMark id={person.id} name="" isDecorative />,
            })),
            { id: NONE, label: m.board_person_nobody() },
          ]}
        />
      </Row>
      <Row label={m.bugs_reporter()}>
        <span className="px-2.5">
          <bdi>{people.nameOf(bug.reporter_id)}</bdi> <RelativeTime iso={bug.created_at} className="text-text-3" />
        </span>
      </Row>
    </div>
  );
}

function TaskOf({
  bug,
  field,
  label,
  edit,
}: {
  readonly bug: BugDetail;
  readonly field: 'introduced_by_task_id' | 'resolved_by_task_id';
  readonly label: string;
  readonly edit: Edit;
}) {
  const task = field === 'introduced_by_task_id' ? bug.introducedBy : bug.resolvedBy;
  if (!task) return <TaskPicker label={label} isLabelHidden onChoose={(chosen) => void edit({ [field]: chosen.id })} />;
  return (
    <div className="flex items-center gap-1">
      <TaskLine task={task} onOpen={(id) => navigate('board', { sprint: 'any', open: id })} />
      <IconButton
        size="small"
        icon={X}
        label={m.board_unlink({ key: task.key })}
        onPress={() => void edit({ [field]: null })}
      />
    </div>
  );
}
