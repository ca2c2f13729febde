import { createInterface } from 'node:readline';
import { utilityProcess, type MessagePortMain } from 'electron';
// oxlint-disable-next-line import/default -- electron-vite puts the path in place of this import.
import enginePath from '../engine/entry.utility?modulePath';
import type { EngineChild } from './engine-supervisor.ts';

/** Forks the engine as a utility process of this app; its own output goes on to this process's stderr. */
export function forkEngine(onPid: (pid: number) => void): EngineChild<MessagePortMain> {
  const engine = utilityProcess.fork(enginePath, [], { serviceName: 'Backroom engine', stdio: 'pipe' });
  const lineListeners: ((line: string) => void)[] = [];
  for (const stream of [engine.stdout, engine.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      process.stderr.write(`${line}\n`);
      for (const listener of lineListeners) listener(line);
    });
  }
  engine.once('spawn', () => onPid(engine.pid ?? 0));
  return {
    post: (message, port) => engine.postMessage(message, port ? [port] : []),
    onMessage: (listener) => void engine.on('message', listener),
    onLogLine: (listener) => void lineListeners.push(listener),
    onExit: (listener) => void engine.once('exit', listener),
    kill: () => void engine.kill(),
  };
}
