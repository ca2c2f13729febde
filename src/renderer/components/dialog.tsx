import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { m } from '../paraglide/messages.js';
import { Button, IconButton } from './button.tsx';
import { classes } from './class-names.ts';

const SCRIM = 'fade-in fixed inset-0 z-30 bg-scrim';

type OverlayProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
};

export type DialogProps = OverlayProps & {
  /** Buttons at the end of the foot; the safe one first, with `autoFocus`. */
  readonly actions: ReactNode;
  /** Stands at the start of the foot, for example a checkbox. */
  readonly footStart?: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
  /** False while something runs that must not be left half done. */
  readonly isDismissable?: boolean;
  readonly className?: string;
};

/** 480 wide. The title asks; the body counts what is at stake and says what is not touched. */
export function Dialog({
  isOpen,
  onClose,
  title,
  children,
  actions,
  footStart,
  role = 'dialog',
  isDismissable = true,
  className,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={isDismissable && role === 'dialog'}
      isKeyboardDismissDisabled={!isDismissable}
      className={classes(SCRIM, 'flex items-center justify-center p-6')}
    >
      <Modal
        className={classes(
          'dialog-in flex max-h-full w-120 max-w-full flex-col rounded-r4 bg-raised shadow-4 forced-colors:border',
          className,
        )}
      >
        <AriaDialog role={role} className="flex min-h-0 flex-col gap-3 p-5 outline-none focus-visible:shadow-none">
          <Heading slot="title" className="text-title font-strong">
            {title}
          </Heading>
          {/* The rings of focused fields reach over their box: room for them inside the scrolling part. */}
          <div className="-m-1 flex min-h-0 flex-col gap-3 overflow-auto p-1 text-text-2">{children}</div>
          <div className="mt-1 flex items-center gap-2">
            <div className="min-w-0 flex-1">{footStart}</div>
            {actions}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something that cannot be taken back, or that reaches the store. The safe button has the focus. */
export function ConfirmDialog({
  confirmLabel,
  busyLabel,
  cancelLabel,
  onConfirm,
  isDangerous = false,
  isBusy = false,
  isConfirmDisabled = false,
  ...rest
}: OverlayProps & {
  readonly confirmLabel: string;
  readonly busyLabel?: string;
  readonly cancelLabel?: string;
  readonly onConfirm: () => void;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly isConfirmDisabled?: boolean;
  readonly footStart?: ReactNode;
}) {
  return (
    <Dialog
      {...rest}
      role="alertdialog"
      isDismissable={!isBusy}
      actions={
        <>
          <Button autoFocus onPress={rest.onClose} isDisabled={isBusy}>
            {cancelLabel ?? m.common_cancel()}
          </Button>
          <Button
            variant={isDangerous ? 'danger' : 'primary'}
            onPress={onConfirm}
            isBusy={isBusy}
            isDisabled={isConfirmDisabled}
            {...(busyLabel ? { busyLabel } : {})}
          >
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}

/** 440 wide, slides from the end, for tasks with a form. Never over a dialog. */
export function Drawer({
  isOpen,
  onClose,
  title,
  children,
  foot,
}: OverlayProps & { /** Start: what will happen, in words; end: buttons. */ readonly foot?: ReactNode }) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable
      className={classes(SCRIM, 'flex justify-end')}
    >
      <Modal className="drawer-in flex h-full w-110 max-w-full flex-col bg-surface shadow-4 forced-colors:border">
        <AriaDialog className="flex min-h-0 flex-1 flex-col outline-none focus-visible:shadow-none">
          <div className="flex h-page-head shrink-0 items-center gap-2 border-b border-border ps-5 pe-2">
            <Heading slot="title" className="min-w-0 flex-1 truncate text-title font-strong">
              {title}
            </Heading>
            <IconButton label={m.common_close()} icon={X} onPress={onClose} />
          </div>
          <div className="min-h-0 flex-1 overflow-auto p-5">{children}</div>
          {foot ? (
            <div className="flex min-h-page-head shrink-0 items-center gap-2 border-t border-border bg-sunken px-5 py-2">
              {foot}
            </div>
          ) : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
