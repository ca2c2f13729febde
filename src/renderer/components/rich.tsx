import type { ReactNode } from 'react';
import type { MessagePart } from '../paraglide/runtime.js';

/** A message with `{#b}…{/b}` in it: the marked words stand in bold. Give it `m.some_message.parts({…})`. */
export function Rich({ parts }: { readonly parts: readonly MessagePart[] }): ReactNode {
  let isBold = false;
  return parts.map((part, index) => {
    if (part.type === 'text') {
      return isBold ? (
        <b key={index} className="font-strong text-text">
          {part.value}
        </b>
      ) : (
        part.value
      );
    }
    isBold = part.type === 'markup-start';
    return null;
  });
}
