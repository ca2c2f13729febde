import { classes } from '../../components/class-names.ts';

/** One line of the list of decisions. */
export function lineClasses(isOpen: boolean): string {
  return classes(
    'flex w-full items-center gap-2 border-b border-divider px-4 py-2 text-start hover:bg-hover focus-visible:shadow-focus-inset',
    isOpen && 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]',
  );
}
