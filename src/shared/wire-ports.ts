/**
 * One small interface over the three kinds of message port that the wire runs on. The parameter types are structural,
 * so that this file needs neither Electron's nor Node's types at run time.
 */

export interface PortLike {
  /** Throws when the message cannot be cloned; does nothing after the port closed. */
  readonly postMessage: (message: unknown) => void;
  /** One listener per port; messages that came earlier are delivered to it. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Called once when either side closed or the other process ended. */
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}

type BrowserPort = {
  postMessage: (message: unknown) => void;
  addEventListener: ((type: 'message', listener: (event: { readonly data: unknown }) => void) => void) &
    ((type: 'close', listener: () => void) => void);
  start: () => void;
  close: () => void;
};

/** A `MessagePort` of a page. */
export function browserPort(port: BrowserPort): PortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
    close: () => port.close(),
  };
}

type ElectronPort = {
  postMessage: (message: unknown) => void;
  on: ((event: 'message', listener: (event: { readonly data: unknown }) => void) => unknown) &
    ((event: 'close', listener: () => void) => unknown);
  start: () => void;
  close: () => void;
};

/** Electron's `MessagePortMain`, in main or in a utility process. */
export function electronPort(port: ElectronPort): PortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => void port.on('close', () => listener()),
    close: () => port.close(),
  };
}

type NodePort = {
  postMessage: (message: unknown) => void;
  on: ((event: 'message', listener: (message: unknown) => void) => unknown) &
    ((event: 'close', listener: () => void) => unknown);
  close: () => void;
};

/** A `MessagePort` of node:worker_threads. */
export function nodePort(port: NodePort): PortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', (message) => listener(message)),
    onClose: (listener) => void port.on('close', () => listener()),
    close: () => port.close(),
  };
}
