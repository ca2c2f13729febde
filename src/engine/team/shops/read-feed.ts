import type { EntityName } from '../../../shared/domain/entities.ts';
import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import type { TeamFailure } from '../team-server.ts';
import type { ShopsServer } from './shops-server.ts';
import type { TakeContext } from './take-documents.ts';
import type { TakenPage } from './take-page.ts';
import { missingParents, takePage, takeRecords } from './take-page.ts';
import { teamStore } from './team-stores.ts';

/** Records of one page: memory and the time that one transaction takes are bounded by it. */
const RECORDS_OF_A_PAGE = 500;

export type FeedReader = {
  readonly server: ShopsServer;
  /** Leaves out what this desktop pushed under this token. */
  readonly exceptToken: number | null;
  readonly onPage: (page: TakenPage, documentsOf: readonly EntityName[]) => void;
  /** Between two pages: other work has its turn. */
  readonly next: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** Reads the feed to its end; stopped anywhere, the next reading goes on from the last stored page. [TEAM8] */
export async function readFeed(context: TakeContext, reader: FeedReader): Promise<Result<null, TeamFailure>> {
  const { db, storeId } = context;
  for (;;) {
    const place = teamStore(db, storeId);
    if (place === null || reader.signal.aborted) return ok(null);
    const page = await reader.server.read(storeId, {
      floor: place.floor,
      exceptToken: reader.exceptToken,
      records: RECORDS_OF_A_PAGE,
      masked: place.rank === 'viewer',
    });
    if (!page.ok) return err(page.error);
    const above = await takeMissingParents(context, reader.server, page.value.documents);
    if (!above.ok) return above;
    const taken = takePage(context, page.value);
    reader.onPage(
      taken,
      page.value.documents.map(({ entity }) => entity),
    );
    if (!page.value.hasMore) return ok(null);
    await reader.next();
  }
}

/** A record that changed later than what hangs on it comes in a later page: it is fetched by itself, before. */
async function takeMissingParents(
  context: TakeContext,
  server: ShopsServer,
  documents: Parameters<typeof missingParents>[1],
): Promise<Result<null, TeamFailure>> {
  const missing = missingParents(context.db, documents);
  if (missing.length === 0) return ok(null);
  const found = await server.readRecords(context.storeId, missing);
  if (!found.ok) return err(found.error);
  takeRecords(context, found.value);
  return ok(null);
}
