import type { Prediction } from '../engine/sync/preview/preview-report.ts';
import type { PreviewReport } from '../engine/sync/sync-report.ts';
import { explainError } from './catalogue-words.ts';
import { counted } from './output.ts';

/** What a preview adds to the document of a run. */
export function previewDocument(report: PreviewReport): Readonly<Record<string, unknown>> {
  const { predicted, missing, cost, computedAt } = report;
  return {
    predicted: predicted.map((prediction) => {
      const { operationId, entity, recordId, wooId, label, effect, code, field, facts } = prediction;
      const record = { entity, id: recordId, woo_id: wooId, label, operation: operationId };
      return { ...record, effect, code, field, facts, message: explainPrediction(prediction) };
    }),
    missing,
    cost,
    computedAt: computedAt === null ? null : new Date(computedAt).toISOString(),
  };
}

/** What happened, what it means and the one thing to do, in the words of the catalogue. */
function explainPrediction({ code, httpStatus }: Prediction): string {
  return explainError({ code, httpStatus });
}

const EFFECTS: Readonly<Record<Prediction['effect'], string>> = {
  refused: 'would be refused',
  'not-kept': 'would not be kept',
  'uploaded-again': 'would be loaded again',
};

/** The same for people: predictions, missing records, cost and age, indented below the store. */
export function describePreview(report: PreviewReport): readonly string[] {
  const { cost, predicted, missing } = report;
  const lines = predicted.map((prediction) => {
    const { entity, label, field, effect, facts } = prediction;
    const value = facts['value'] === undefined ? '' : ` ${facts['value']}`;
    const what = field === null ? '' : `, ${field}${value}`;
    return `  ${entity} ${label}${what}: ${EFFECTS[effect]}. ${explainPrediction(prediction)}`;
  });
  const gone = missing.map(({ entity, once, twice, held }) => {
    const ask = held ? ', too many at once: a decision' : '';
    return `  ${entity}: ${counted(once + twice, 'record')} not found by the last census, ${twice} of them twice${ask}`;
  });
  const time = cost.measured === 'never' ? '' : `, ${minutesInWords(cost.minutes)}`;
  const parts = `${cost.pull.requests} to read, ${cost.push.requests} to send`;
  return [...lines, ...gone, `  A run would need about ${counted(cost.requests, 'request')} (${parts})${time}.`];
}

function minutesInWords(minutes: number): string {
  return minutes < 1 ? 'less than a minute' : `about ${counted(Math.round(minutes), 'minute')}`;
}

/** For the person beside a script: whether this is what an earlier look said. */
export function noteLines(report: PreviewReport): readonly string[] {
  if (report.computedAt === null || report.requests > 0) return [];
  const at = new Date(report.computedAt).toISOString();
  return [`${report.store}: as read at ${at}. With --full it is read again.`];
}
