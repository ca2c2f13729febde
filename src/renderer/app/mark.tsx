/** The app's mark: a shelf with one thing in pencil gold. */
export function Mark({ size = 16 }: { readonly size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 16 16" className="shrink-0">
      <rect width="16" height="16" rx="3.5" className="fill-text" />
      <rect x="3.5" y="3" width="3.5" height="10" rx="0.8" className="fill-surface" />
      <rect x="9" y="3" width="3.5" height="4" rx="0.8" className="fill-mine" />
      <rect x="9" y="8.5" width="3.5" height="4.5" rx="0.8" className="fill-surface" />
    </svg>
  );
}
