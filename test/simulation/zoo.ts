/**
 * Bugs that synchronisers are known to have, each as one change to one source file. They are planted while a process
 * loads the engine, never in the product: a bug that no longer fits the source fails loudly.
 */
export type PlantedBug = {
  readonly name: string;
  readonly what: string;
  /** Below `src/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};

const RESEND_WRITES = `{
  return attemptOnce(channel, request, 1, channel.limits.writeTimeoutMs).then((first) =>
    !first.ok && first.error.effect === 'unknown' ? attemptOnce(channel, request, 2, channel.limits.writeTimeoutMs) : first,
  );
}`;

export const ZOO: readonly PlantedBug[] = [
  {
    name: 'blind-second-post',
    what: 'a write without an answer is sent again at once',
    file: 'engine/woocommerce/store-gateway.ts',
    find: `{
  return attemptOnce(channel, request, 1, channel.limits.writeTimeoutMs);
}`,
    replace: RESEND_WRITES,
  },
  {
    name: 'no-grace',
    what: 'one look that finds nothing is enough to create again',
    file: 'engine/sync/planner/plan-look.ts',
    find: 'if (looks >= LOOKS && waited >= GRACE_MS)',
    replace: 'if (looks >= 1)',
  },
  {
    name: 'claim-is-queued-again',
    what: 'a request that left when the engine died counts as never sent',
    file: 'engine/sync/settle-unknown.ts',
    find: `SET state = 'unknown' WHERE store_id = ? AND state = 'sending'`,
    replace: `SET state = 'queued' WHERE store_id = ? AND state = 'sending'`,
  },
  {
    name: 'note-sent-again',
    what: 'a note that cannot be found is written again without asking',
    file: 'engine/sync/settle-unknown.ts',
    find: 'if (match === undefined) askPerson(run, operation, { note: note.text });',
    replace: 'if (match === undefined) requeueOperation(run.db, operation.id, null);',
  },
  {
    name: 'adjustment-stamp-ignored',
    what: 'an adjustment of unknown outcome is sent again although its stamp is there',
    file: 'engine/sync/planner/plan-look.ts',
    find: "if (stamp === operation.id) return { kind: 'happened' };",
    replace: "if (stamp === operation.id) return { kind: 'again', payload: operation.payload };",
  },
  {
    name: 'last-writer-wins',
    what: 'a field that both sides changed takes our value without a question',
    file: 'shared/domain/merge.ts',
    find: `mergeSetField(kind, base, mine, theirs) : { kind: 'conflict' };`,
    replace: `mergeSetField(kind, base, mine, theirs) : { kind: 'send', value: mine, base: theirs };`,
  },
  {
    name: 'store-always-wins',
    what: 'a field that both sides changed takes the value of the store without a question',
    file: 'shared/domain/merge.ts',
    find: `mergeSetField(kind, base, mine, theirs) : { kind: 'conflict' };`,
    replace: `mergeSetField(kind, base, mine, theirs) : { kind: 'done' };`,
  },
  {
    name: 'absence-is-deletion',
    what: 'a record that lists do not show is removed although it answers by its id',
    file: 'engine/sync/deletions.ts',
    find: `if (answer.kind === 'found') {`,
    replace: `if (answer.kind === 'found' && missing.woo_id < 0) {`,
  },
  {
    name: 'error-is-deletion',
    what: 'any error at all counts as "gone"',
    file: 'engine/sync/ask-store.ts',
    find: `isGone(result.error.error) ? { kind: 'gone' } : { kind: 'unclear', failure: result.error }`,
    replace: `isGone(result.error.error) || 'status' in result.error.error ? { kind: 'gone' } : { kind: 'unclear', failure: result.error }`,
  },
  {
    name: 'deletion-ignores-edits',
    what: 'a record with unsent changes is removed when the store deleted it',
    file: 'engine/sync/deletions.ts',
    find: 'if (hasUnsentChanges(db, entity, recordId)) {',
    replace: 'if (hasUnsentChanges(db, entity, recordId) && wooId < 0) {',
  },
  {
    name: 'trash-by-force',
    what: 'the trash is asked for with force, which deletes for good',
    file: 'engine/sync/push-operation.ts',
    find: `query: { force: operation.kind === 'delete' },`,
    replace: `query: { force: true },`,
  },
  {
    name: 'edit-in-flight-coalesced',
    what: 'an edit is written into the operation that is on its way',
    file: 'engine/records/record-state.ts',
    find: `return operation.state === 'queued' || operation.state === 'refused';`,
    replace: `return operation.state === 'queued' || operation.state === 'refused' || operation.state === 'sending';`,
  },
  {
    name: 'stale-create',
    what: 'a create is sent as it was when the queue was read, without what was edited since',
    file: 'engine/sync/push-operation.ts',
    find: 'const given = Object.entries(operation.payload.values ?? {})',
    replace: 'const given = Object.entries(queued.payload.values ?? {})',
  },
  {
    name: 'acknowledged-before-durable',
    what: 'edits are acknowledged before the disk has them',
    file: 'engine/records/command-context.ts',
    find: '    inDurableTransaction(deps.db, () => {',
    replace: '    ((db, work) => db.transaction(work).immediate())(deps.db, () => {',
  },
  {
    name: 'cursor-from-newest-date',
    what: 'the next reading begins at the newest date seen, without overlap',
    file: 'engine/sync/pull-delta.ts',
    find: '      serverTimeAtStart ??= page.serverTimeMs;',
    replace: `      for (const row of page.rows) {
        const dated = Date.parse(String(row['date_modified_gmt']) + 'Z') + 1000 + OVERLAP_MS;
        if (!(dated < (serverTimeAtStart ?? 0))) serverTimeAtStart = dated;
      }
      serverTimeAtStart ??= saved?.serverTime ?? page.serverTimeMs;`,
  },
  {
    name: 'no-overlap',
    what: 'the next reading begins where the last one ended: late commits are never seen',
    file: 'engine/sync/pull-delta.ts',
    find: 'export const OVERLAP_MS = 15 * 60_000;',
    replace: 'export const OVERLAP_MS = 0;',
  },
  {
    name: 'local-time-window',
    what: 'times are asked without dates_are_gmt, so the shop reads them as its own',
    file: 'engine/sync/pull-delta.ts',
    find: ', dates_are_gmt: true },',
    replace: ' },',
  },
  {
    name: 'holes-dropped',
    what: 'a difference that the census finds is not written down',
    file: 'engine/sync/holes-store.ts',
    find: 'ON CONFLICT DO NOTHING`,',
    replace: "ON CONFLICT DO NOTHING`.replace('VALUES (?, ?, ?, ?, ?, ?)', 'SELECT ?, ?, ?, ?, ?, ? WHERE 0'),",
  },
  {
    name: 'volatile-counts',
    what: 'fields that the store makes up anew count as a change',
    file: 'shared/domain/canonical.ts',
    find: `  'related_ids',
`,
    replace: '',
  },
  {
    name: 'unknown-does-not-block',
    what: 'later operations of a record overtake one of unknown outcome',
    file: 'engine/sync/planner/plan-sending.ts',
    find: `if (view.operations.some(({ state }) => state === 'sending' || state === 'unknown')) return null;`,
    replace: '',
  },
  {
    name: 'count-ignores-sales',
    what: 'a count is sent although the stock has moved since it was taken',
    file: 'engine/sync/planner/plan-merge.ts',
    find: 'if (now === stock.basis || now === stock.count) return;',
    replace: `if (now === stock.basis || now === stock.count || typeof now === 'number') return;`,
  },
  {
    name: 'born-here-not-recognised',
    what: 'our own create that comes back in a reading is taken for a new record',
    file: 'engine/sync/apply-document.ts',
    find: 'context.openCreates.size === 0 ? null : bornHere(context, entity, document);',
    replace: 'context.openCreates.size >= 0 ? null : bornHere(context, entity, document);',
  },
  {
    name: 'equal-date-is-unchanged',
    what: 'a record whose date of change is known already counts as unchanged',
    file: 'engine/sync/apply-document.ts',
    find: 'if (head.hash === hash) {',
    replace: 'if (head.hash === hash || (modifiedAt !== null && modifiedAt === head.modifiedAt)) {',
  },
  {
    name: 'store-forgotten',
    what: 'a record is recognised by its number alone, whichever shop it belongs to',
    file: 'engine/sync/row-writer.ts',
    find: 'WHERE r.store_id = ? AND r.woo_id = ?`',
    replace: 'WHERE r.store_id >= ? AND r.woo_id = ? ORDER BY r.store_id DESC LIMIT 1`',
  },
  {
    name: 'row-without-transaction',
    what: 'rows and bases of a page are committed one by one',
    file: 'engine/database/database.ts',
    find: `  if (db.inTransaction) return work();
  return db.transaction(work).immediate();`,
    replace: '  return work();',
  },
  {
    name: 'trash-not-listed',
    what: 'lists are read without the trash',
    file: 'engine/sync/entity-plan.ts',
    find: `  path: 'products',
  query: { ...BY_ID, include_status: 'any,trash' },`,
    replace: `  path: 'products',
  query: { ...BY_ID },`,
  },
  {
    name: 'pages-without-anchor',
    what: 'a page that does not begin on known ground is taken as it is',
    file: 'engine/sync/page-reader.ts',
    find: 'if (offset > 0 && (ids[0] === undefined || (ids[0] !== null && ids[0] > lastId))) {',
    replace: 'if (offset < 0 && (ids[0] === undefined || (ids[0] !== null && ids[0] > lastId))) {',
  },
  {
    name: 'claim-not-durable',
    what: 'a claim may be forgotten by a power cut after its request left',
    file: 'engine/sync/push-outcome.ts',
    find: `  return inDurableTransaction(run.db, () => {
    prepared(`,
    replace: `  return ((db, work) => db.transaction(work).immediate())(run.db, () => {
    prepared(`,
  },
];
