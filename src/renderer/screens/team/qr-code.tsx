import { encode } from 'uqr';

const QUIET_CELLS = 4;

/** Dark on light in every theme: telephones do not read the reverse. Drawn here, nothing is asked of a network. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const side = size + 2 * QUIET_CELLS;
  const cells = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + QUIET_CELLS} ${y + QUIET_CELLS}h1v1h-1z` : [])),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      className="size-44 shrink-0 rounded-r2 border border-border forced-color-adjust-none"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={cells.join('')} fill="#000000" />
    </svg>
  );
}
