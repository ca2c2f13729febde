import { Bell } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineQuery } from '../engine-client.tsx';
import { formatCount } from '../formats.ts';
import { navigate } from '../routes.ts';

/** Opens the inbox of alerts; a red dot stands on it while something there is unread. */
export function AlertBell() {
  const unread = useEngineQuery('alerts.list', { tab: 'inbox' }).data?.unread ?? 0;
  return (
    <span className="relative flex">
      <IconButton
        size="small"
        icon={Bell}
        label={unread === 0 ? m.alerts_title() : m.alerts_unread({ count: unread, figure: formatCount(unread) })}
        onPress={() => navigate('alerts')}
      />
      {unread > 0 ? (
        <span
          aria-hidden
          className="pointer-events-none absolute end-0.5 top-0.5 size-2 rounded-full border border-canvas bg-danger forced-colors:bg-[CanvasText]"
        />
      ) : null}
    </span>
  );
}
