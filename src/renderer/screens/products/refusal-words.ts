import type { EngineError } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { wordRefusal } from '../../app/field-words.ts';

/** Why an edit was not taken: the field it is about, and one line that says what to type or do instead. */
export type Refusal = { readonly field: string | null; readonly words: string };

export function refusalOf(error: EngineError): Refusal {
  if (error.type === 'FieldRefused') return { field: error.field, words: wordRefusal(error) };
  const { title, way } = wordError(error);
  return { field: null, words: `${title}. ${way}` };
}
