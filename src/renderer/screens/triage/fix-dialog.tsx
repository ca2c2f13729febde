import { useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Select } from '../../components/select.tsx';
import { Name } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { ValueField } from './fix-field.tsx';
import { countOf, entityOf, fieldToFix, mustDiffer, typedFields, type Target } from './triage-logic.ts';
import { fixRefusalWords, recordWords } from './triage-words.ts';
import type { FixOutcome, TriageActs } from './use-triage-acts.ts';

/** One value for all records of a target, then what came of it. */
export function FixDialog({
  target,
  acts,
  onClose,
}: {
  readonly target: Target;
  readonly acts: TriageActs;
  readonly onClose: () => void;
}) {
  const [outcome, setOutcome] = useState<FixOutcome | null>(null);
  if (outcome) return <Outcome outcome={outcome} target={target} onClose={onClose} />;
  return (
    <Question
      target={target}
      acts={acts}
      onClose={onClose}
      onDone={(done) => (done.refused.length === 0 ? onClose() : setOutcome(done))}
    />
  );
}

function Question({
  target,
  acts,
  onClose,
  onDone,
}: {
  readonly target: Target;
  readonly acts: TriageActs;
  readonly onClose: () => void;
  readonly onDone: (outcome: FixOutcome) => void;
}) {
  const count = countOf(target);
  const entity = entityOf(target);
  const fields = entity === null ? [] : typedFields(entity);
  const [column, setColumn] = useState(() => suggestedField(target));
  const [value, setValue] = useState('');
  const spec = fields.find((field) => field.column === column) ?? null;

  async function run(): Promise<void> {
    if (!spec || acts.isBusy) return;
    const outcome = await acts.fix(target, spec.column, value);
    if (outcome) onDone(outcome);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_fix_title({ count, figure: formatCount(count) })}
      isDismissable={!acts.isBusy}
      actions={
        <>
          <Button onPress={onClose} isDisabled={acts.isBusy}>
            {m.common_cancel()}
          </Button>
          <Button variant="primary" isBusy={acts.isBusy} isDisabled={spec === null} onPress={() => void run()}>
            {count === 1 ? m.triage_fix_do_one() : m.triage_fix_do()}
          </Button>
        </>
      }
    >
      <p>{m.triage_fix_body()}</p>
      {entity === null || fields.length === 0 ? (
        <Note tone="info">{m.triage_fix_none()}</Note>
      ) : (
        <>
          <Select
            label={m.triage_fix_field()}
            options={fields.map((field) => ({ id: field.column, label: wordField(field.column) }))}
            value={column}
            onChange={(next) => {
              setColumn(next);
              setValue('');
            }}
          />
          {spec && (
            <ValueField
              key={spec.column}
              spec={spec}
              entity={entity}
              value={value}
              onChange={setValue}
              error={null}
              onEnter={() => void run()}
            />
          )}
          {spec && count > 1 && mustDiffer(spec.column) && <Note tone="warning">{m.triage_fix_unique()}</Note>}
        </>
      )}
    </Dialog>
  );
}

/** The field that the store or the cause names, where all causes of the target name the same. */
function suggestedField({ groups, records }: Target): string | null {
  const named = [
    ...groups.map(({ entity, field, advice }) => fieldToFix(entity, field, advice.what)),
    ...records.map(({ entity, field }) => fieldToFix(entity, field, 'unknown')),
  ].map((spec) => spec?.column ?? null);
  return new Set(named).size === 1 ? (named[0] ?? null) : null;
}

function Outcome({
  outcome: { changed, refused },
  target,
  onClose,
}: {
  readonly outcome: FixOutcome;
  readonly target: Target;
  readonly onClose: () => void;
}) {
  const entity = entityOf(target) ?? 'products';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.triage_done_title()}
      actions={
        <Button autoFocus onPress={onClose}>
          {m.common_close()}
        </Button>
      }
    >
      {changed > 0 && <p>{m.triage_fixed({ count: changed, figure: formatCount(changed) })}</p>}
      <Note tone="warning" role="status">
        {m.triage_fixed_refused({ count: refused.length, figure: formatCount(refused.length) })}
      </Note>
      <ul className="flex flex-col">
        {refused.map((refusal) => (
          <li key={refusal.id} className="border-b border-divider py-1.5 last:border-0">
            <Name className="font-medium text-text">{recordWords({ entity, label: refusal.label })}</Name>
            <span className="block text-small text-text-2">{fixRefusalWords(refusal)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
