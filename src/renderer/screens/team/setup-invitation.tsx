import { TicketCheck } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { replaceParams } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { m } from '../../paraglide/messages.js';
import { JoinDialog } from './join-dialog.tsx';
import { useTeamStatus } from './team-data.ts';
import { CopyBox } from './team-parts.tsx';

/** The line that lets the first administrator in, which is shown this once. */
export function SetupInvitation({ made }: { readonly made: MethodOutput<'central.firstOrganization'> }) {
  const [isJoining, setJoining] = useState(false);
  const isSolo = useTeamStatus()?.state === 'solo';
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-title font-strong">{m.admin_setup_invite_title({ organization: made.organization })}</h2>
      <p className="text-text-2">{m.admin_setup_invite_body({ email: made.email })}</p>
      <CopyBox text={made.text} label={m.admin_invite_text()} copyLabel={m.admin_invite_copy()} isLong />
      {made.isHereOnly ? <Note tone="warning">{m.admin_invite_here_only()}</Note> : null}
      <div className="flex gap-2">
        {isSolo ? (
          <Button variant="primary" icon={TicketCheck} onPress={() => setJoining(true)}>
            {m.admin_setup_join_here()}
          </Button>
        ) : null}
        <Button onPress={() => replaceParams({ setup: '' })}>{m.admin_done_close()}</Button>
      </div>
      <JoinDialog
        isOpen={isJoining}
        onClose={() => {
          setJoining(false);
          replaceParams({ setup: '' });
        }}
      />
    </div>
  );
}
