import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { wordEntity } from '../../app/sync-words.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import type { SettledDecision } from './settled-decisions.ts';
import { plainText } from '../products/plain-html.ts';

/** What a decision is about: the record, the collection, or the shop itself. */
export function conflictLabel(conflict: ConflictRow): string {
  if (conflict.kind === 'store_replaced') return m.sync_replaced_label();
  if (conflict.recordId === null) return wordEntity(conflict.entity);
  if (conflict.label === '') return m.sync_unnamed();
  return conflict.entity === 'orders' ? m.orders_order_number({ number: conflict.label }) : plainText(conflict.label);
}

/** One line under it in the list. */
export function conflictDetail(conflict: ConflictRow): string {
  if (conflict.kind === 'mass_deletion') return m.sync_conflict_mass_short();
  if (conflict.kind === 'store_replaced') return m.sync_replaced_short();
  if (conflict.kind === 'duplicate') return m.sync_duplicate_short();
  return conflict.fields.map(({ field }) => wordField(field)).join(', ');
}

/** What was chosen, in one line of the list. */
export function settledDetail({ fields, answer }: SettledDecision): string {
  if (fields.length === 0) return answer ?? '';
  const mine = fields.filter(({ side }) => side === 'mine').length;
  const theirs = fields.filter(({ side }) => side === 'theirs').length;
  const others = fields.length - mine - theirs;
  return [
    ...(mine === 0 ? [] : [m.sync_settled_mine({ count: mine, figure: formatCount(mine) })]),
    ...(theirs === 0 ? [] : [m.sync_settled_theirs({ count: theirs, figure: formatCount(theirs) })]),
    ...(others === 0 ? [] : [m.sync_settled_others({ count: others, figure: formatCount(others) })]),
  ].join(', ');
}

export type AnswerWords = { readonly label: string; readonly means: string };
/** `theirs` null: there is one answer only, because the other would do nothing else. */
export type WholeWords = { readonly explain: string; readonly mine: AnswerWords; readonly theirs: AnswerWords | null };

/** What each answer about a whole record or collection is called, and what it does. */
export function wholeWords(conflict: ConflictRow): WholeWords {
  const count = conflict.count ?? 0;
  const figure = formatCount(count);
  switch (conflict.kind) {
    case 'deleted_remotely':
      return {
        explain: m.sync_gone_explain(),
        mine: { label: m.sync_gone_mine(), means: m.sync_gone_mine_means() },
        theirs: { label: m.sync_gone_theirs(), means: m.sync_gone_theirs_means() },
      };
    case 'mass_deletion':
      return {
        explain: m.sync_mass_explain({ count, figure }),
        mine: { label: m.sync_mass_mine(), means: m.sync_mass_mine_means() },
        theirs: { label: m.sync_mass_theirs({ count, figure }), means: m.sync_mass_theirs_means() },
      };
    case 'duplicate':
      return {
        explain: m.sync_duplicate_explain(),
        mine: { label: m.sync_duplicate_settled(), means: m.sync_duplicate_settled_means() },
        theirs: null,
      };
    case 'store_replaced':
      return {
        explain: m.sync_replaced_explain(),
        mine: { label: m.sync_replaced_settled(), means: m.sync_replaced_settled_means() },
        theirs: null,
      };
    default:
      return {
        explain: m.sync_unknown_explain(),
        mine: { label: m.sync_unknown_mine(), means: m.sync_unknown_mine_means() },
        theirs: { label: m.sync_unknown_theirs(), means: m.sync_unknown_theirs_means() },
      };
  }
}
