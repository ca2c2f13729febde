import { X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { m } from '../paraglide/messages.js';
import { Icon, type IconShape } from './icon.tsx';

export type ToastMessage = {
  readonly text: string;
  readonly icon?: IconShape;
  /** “Undo” or one way forward; doubles the time that the toast stays. */
  readonly action?: { readonly label: string; readonly onPress: () => void };
};

const PLAIN_MS = 4000;
const WITH_ACTION_MS = 8000;
const toasts = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Only for what the person just did. Bottom start, at most three, stays on hover and focus. */
export function showToast(message: ToastMessage): void {
  toasts.add(message, { timeout: message.action ? WITH_ACTION_MS : PLAIN_MS });
}

/** Once per window, in the shell. */
export function Toasts() {
  return (
    <ToastRegion
      queue={toasts}
      aria-label={m.common_notifications()}
      className="fixed start-4 bottom-10 z-50 flex flex-col-reverse items-start gap-2 outline-none"
    >
      {({ toast }) => (
        <AriaToast
          toast={toast}
          className="flex min-h-10 items-center gap-3 rounded-r3 bg-tooltip ps-3 pe-1.5 text-on-tooltip shadow-3 kbd:shadow-focus forced-colors:border"
        >
          {toast.content.icon ? <Icon of={toast.content.icon} /> : null}
          <ToastContent className="min-w-0 max-w-96 py-2">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action ? (
            <AriaButton
              className="rounded-r1 px-2 py-1 font-strong hovered:underline kbd:shadow-[0_0_0_2px_var(--on-tooltip)]"
              onPress={() => {
                toast.content.action?.onPress();
                toasts.close(toast.key);
              }}
            >
              {toast.content.action.label}
            </AriaButton>
          ) : null}
          <AriaButton
            slot="close"
            aria-label={m.common_close()}
            className="flex size-7 items-center justify-center rounded-r1 opacity-80 hovered:opacity-100 kbd:shadow-[0_0_0_2px_var(--on-tooltip)]"
          >
            <Icon of={X} size={14} />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}
