import { Button as AriaButton } from 'react-aria-components/Button';
import { Square } from 'lucide-react';
import { Icon } from '../../components/icon.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { navigate } from '../routes.ts';
import { RunningClock } from './running-clock.tsx';
import { TaskTitle } from './task-title.tsx';
import { useTimer, useToggleTimer } from './timer.ts';

/** The running timer in the status bar: its time, its task, and the way to stop it. */
export function TimerSegment() {
  const timer = useTimer();
  const toggle = useToggleTimer();
  if (!timer) return null;
  const { id, key, title } = timer.task;
  return (
    <div
      role="group"
      aria-label={m.time_running()}
      className="flex h-5 min-w-0 items-center gap-2 px-2 text-accent-text"
    >
      <RunningClock className="font-strong" />
      <AriaButton
        onPress={() => navigate('board', { sprint: 'any', open: id })}
        className="flex max-w-72 min-w-0 items-center gap-1.5 rounded-r1 hovered:underline kbd:shadow-focus"
      >
        <Code>{key}</Code>
        <TaskTitle>{title}</TaskTitle>
      </AriaButton>
      <AriaButton
        onPress={() => void toggle(id)}
        className="flex items-center gap-1 rounded-r1 border-s border-border px-2 font-strong hovered:underline kbd:shadow-focus"
      >
        <Icon of={Square} size={12} />
        {m.time_stop_short()}
      </AriaButton>
    </div>
  );
}
