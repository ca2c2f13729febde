import { RotateCw } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { m } from '../paraglide/messages.js';

type Props = {
  readonly children: ReactNode;
  /** Another key means another place: a screen that failed does not keep the next one from showing. */
  readonly resetKey: string;
};
type State = { readonly error: Error | null; readonly key: string };

/** Catches a defect of one screen, so that the rest of the window goes on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, key: this.props.resetKey };

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <EmptyState
        kind="failed"
        title={m.shell_screen_failed()}
        actions={
          <Button icon={RotateCw} onPress={() => this.setState({ error: null })}>
            {m.common_try_again()}
          </Button>
        }
      >
        <p>{m.errors_defect_way()}</p>
        <p className="selectable mt-2 font-mono text-small text-text-3" dir="ltr">
          {this.state.error.message}
        </p>
      </EmptyState>
    );
  }
}
