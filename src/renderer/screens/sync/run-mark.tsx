import { Ban, CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Ring } from '../../components/progress.tsx';
import type { SyncRun } from '../../../shared/contract/sync.ts';

const LOOKS: Readonly<Record<Exclude<SyncRun['outcome'], 'running'>, readonly [IconShape, string]>> = {
  succeeded: [CircleCheck, 'text-success'],
  incomplete: [CircleAlert, 'text-warning'],
  failed: [CircleX, 'text-danger'],
  cancelled: [Ban, 'text-text-3'],
};

/** How a run ended; the words stand beside it. */
export function RunMark({ outcome }: { readonly outcome: SyncRun['outcome'] }) {
  const look = outcome === 'running' ? null : LOOKS[outcome];
  return (
    <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center">
      {look ? <Icon of={look[0]} className={look[1]} /> : <Ring share={null} />}
    </span>
  );
}
