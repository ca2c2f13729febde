import type { PlantedBug } from './zoo.ts';

/** Bugs of a team's protocol, planted like those of the zoo. */
export const TEAM_ZOO: readonly PlantedBug[] = [
  {
    name: 'late-commit-skipped',
    what: 'rows are read up to the newest transaction, past those that are still under way',
    file: 'engine/team/team-cycle.ts',
    find: 'readFeed(context, floor, upto.value.settled)',
    replace: 'readFeed(context, floor, upto.value.newest)',
  },
  {
    name: 'row-overwritten',
    what: 'of two values of one field of a row, that of this desktop goes without a question',
    file: 'engine/team/merge-row.ts',
    find: '} else if (asks) {',
    replace: '} else if (asks && base === undefined) {',
  },
  {
    name: 'echo-marked',
    what: 'what came from central counts as a change made here',
    file: 'engine/team/shops/marks.ts',
    find: `    prepared(db, \`UPDATE team_applying SET is_on = 1\`).run();
    const result = work();`,
    replace: '    const result = work();',
  },
  {
    name: 'own-place-unknown',
    what: 'a desktop does not learn the place that central gave to its own change',
    file: 'engine/team/shops/take-operations.ts',
    find: 'return savePosition(db, given.id, given.position);',
    replace: 'return false;',
  },
  {
    name: 'mark-not-replaced',
    what: 'a document that changes twice before central is told of it ends the run',
    file: 'engine/team/shops/marks.ts',
    find: `return \`DELETE FROM team_marks WHERE what = '\${what}' AND row_id = \${key};
    INSERT INTO`,
    replace: 'return `INSERT OR REPLACE INTO',
  },
  {
    name: 'claim-not-counted',
    what: 'the holder sends also what it could not claim',
    file: 'engine/team/shops/store-share.ts',
    find: 'return new Set(claimed.value.map(({ id }) => id));',
    replace: 'return new Set(operations.map(({ id }) => id));',
  },
  {
    name: 'takeover-left-out',
    what: 'a new holder leaves alone what an earlier one had claimed',
    file: 'engine/team/shops/store-share.ts',
    find: 'const orphans = await server.takeOverClaims(storeId, token);',
    replace: 'const orphans = { ok: true, value: [] };',
  },
  {
    name: 'removal-unread',
    what: 'followers are not told what the shop no longer has',
    file: 'engine/team/shops/take-page.ts',
    find: 'page.removals.filter((id) => takeRemoval(context, id))',
    replace: 'page.removals.filter(() => false)',
  },
];
