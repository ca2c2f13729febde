import { useState } from 'react';
import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import type { OpenRecords } from './triage-list.tsx';
import type { TriageQuestion } from './triage-question.ts';

const FIRST = 50;
const MORE = 200;
/** The most that one question is answered with. */
const MOST = 1000;
const NONE: readonly TriageRecord[] = [];

/** The records of the one cause that is open, more of them on demand. */
export function useOpenRecords(
  question: TriageQuestion,
  groups: readonly TriageGroup[],
  fingerprint: string | null,
): {
  readonly records: readonly TriageRecord[];
  readonly open: OpenRecords;
  readonly showMore: () => void;
} {
  const [wanted, setWanted] = useState({ fingerprint, limit: FIRST });
  const limit = wanted.fingerprint === fingerprint ? wanted.limit : FIRST;
  const isOpen = fingerprint !== null && groups.some((group) => group.fingerprint === fingerprint);
  const input = { ...question, fingerprint: fingerprint ?? 'none', limit };
  const { data, error, refetch, isPlaceholderData } = useEngineQuery('triage.records', input, {
    enabled: isOpen,
    keepPrevious: wanted.fingerprint === fingerprint && limit > FIRST,
  });
  const isKnown = data !== undefined && isOpen;
  const records = isKnown ? data.rows : NONE;
  return {
    records,
    open: {
      fingerprint: isOpen ? fingerprint : null,
      total: isKnown ? Math.min(data.total, isPlaceholderData ? data.total : MOST) : null,
      shown: records.length,
      error,
      retry: () => void refetch(),
    },
    showMore: () => setWanted({ fingerprint, limit: Math.min(limit + MORE, MOST) }),
  };
}
