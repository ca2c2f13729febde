import type { MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { Note } from '../../components/note.tsx';
import { Code } from '../../components/texts.tsx';

/** What the assistant saw of a database. */
export type Examined = MethodOutput<'central.examine'>;

/** What was met, what to do, and the server's own sentence where it has one. */
export function SetupProblem({ error }: { readonly error: EngineError }) {
  const { title, way, detail } = wordError(error);
  return (
    <Note tone="danger" role="alert">
      <span className="font-strong">{title}.</span> {way}
      {detail ? (
        <Code isMono className="selectable mt-1 block break-words">
          {detail}
        </Code>
      ) : null}
    </Note>
  );
}
