/** Keys as they are printed on the keyboard, for example `Ctrl K`. */
export function Keys({ children }: { readonly children: string }) {
  return (
    <kbd
      dir="ltr"
      className="rounded-r1 border border-border-strong bg-raised px-1 font-ui text-caption font-medium text-text-2"
    >
      {children}
    </kbd>
  );
}
