import type { ReactNode } from 'react';
import { navigate } from '../../app/routes.ts';
import { LinkButton } from '../../components/button.tsx';
import { Name } from '../../components/texts.tsx';
import type { SharedDecision } from '../../../shared/contract/shared-rows.ts';
import { sharedKind, sharedLabel } from './shared-words.ts';

/** What it is about, with a way there where there is a screen for it, and the question in a sentence. */
export function SharedHead({
  row,
  children,
}: {
  readonly row: Pick<SharedDecision, 'table' | 'key' | 'label'>;
  readonly children: ReactNode;
}) {
  const name = sharedLabel(row);
  return (
    <header>
      <p className="text-small text-text-3">{sharedKind(row.table)}</p>
      <h2 className="text-title font-strong">
        {row.table === 'tasks' && row.label !== null ? (
          <LinkButton className="max-w-full min-w-0 text-text!" onPress={() => navigate('board', { open: row.key })}>
            <Name>{name}</Name>
          </LinkButton>
        ) : (
          <Name>{name}</Name>
        )}
      </h2>
      <p className="text-text-2">{children}</p>
    </header>
  );
}
