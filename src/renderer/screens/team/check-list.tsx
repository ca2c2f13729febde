import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { CentralCheck } from '../../../shared/contract/central-setup.ts';
import { Icon } from '../../components/icon.tsx';
import { Code } from '../../components/texts.tsx';
import { adviceOf, wordCheck } from './check-words.ts';

/** What the doctor saw; of what is not well, what to do. Those come first. */
export function CheckList({ checks }: { readonly checks: readonly CentralCheck[] }) {
  const sorted = checks.toSorted((a, b) => Number(a.isWell) - Number(b.isWell));
  return (
    <ul className="flex flex-col border-t border-border">
      {sorted.map(({ name, isWell, found }) => (
        <li key={name} className="flex gap-3 border-b border-divider py-1.5">
          <span className="flex h-5 items-center">
            <Icon
              of={isWell ? CircleCheck : TriangleAlert}
              size={14}
              className={isWell ? 'text-success' : 'text-warning'}
            />
          </span>
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-medium">{wordCheck(name)}</span>
              <Code className="text-small text-text-2">{found}</Code>
            </p>
            {isWell ? null : <p className="text-small text-text-2">{adviceOf(name)}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
