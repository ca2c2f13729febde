const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** Whether a host is this computer, where nobody is in between. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
