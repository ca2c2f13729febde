import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { SHORTEST_PASSWORD } from '../../shared/contract/team.ts';
import type { TeamPerson, teamMethods } from '../../shared/contract/team.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Team } from '../team/team.ts';

export type TeamHandlers = Pick<Handlers<EngineContract>, keyof typeof teamMethods>;

/** People of a demo on this computer, whose passwords are known. */
export type DemoTeam = {
  readonly people: () => readonly (TeamPerson & { readonly role: string })[];
  readonly passwordOf: (login: string) => string | null;
};

/** The contract's methods on the team: who is signed in here, and how. */
export function createTeamHandlers({ team, demo }: { readonly team: Team; readonly demo: DemoTeam }): TeamHandlers {
  const tooShort = (password: string): boolean => [...password].length < SHORTEST_PASSWORD;
  return {
    'team.status': () => ok(team.status()),
    'team.people': async () => {
      const people = await team.people();
      return people.ok ? ok([...people.value]) : people;
    },
    'team.enrol': ({ invitation, deviceName }) => team.enrol(invitation, deviceName),
    'team.needsPassword': async ({ login }) => {
      const needs = await team.needsPassword(login);
      return needs.ok ? ok({ needsPassword: needs.value }) : needs;
    },
    'team.signIn': ({ login, password }) => team.signIn(login, password),
    'team.secondFactor': (input) => team.secondFactor(input),
    'team.setPassword': async ({ login, password }) => {
      if (tooShort(password)) return err({ type: 'PasswordRefused', reason: 'too-short' });
      return await team.setPassword(login, password);
    },
    'team.changePassword': async ({ current, next }) => {
      if (tooShort(next)) return err({ type: 'PasswordRefused', reason: 'too-short' });
      const changed = await team.changePassword(current, next);
      return changed.ok ? ok({ outcome: changed.value }) : changed;
    },
    'team.signOut': () => team.signOut(),
    'team.disconnect': () => team.disconnect(),
    'team.retry': async () => ok(await team.retry()),
    'team.demoPeople': () => ok([...demo.people()]),
    'team.switchPerson': async ({ login }) => {
      const password = demo.passwordOf(login);
      return password === null ? err({ type: 'NotEnrolled' }) : await team.signIn(login, password);
    },
  };
}
