import { connect } from 'node:tls';

export type ServerCertificate = {
  /** End of validity, epoch milliseconds. */
  readonly validToMs: number;
  /** Name of the issuer as the certificate gives it; '' where it gives none. */
  readonly issuer: string;
};

/** The certificate a host shows; null when no trusted TLS connection came about. */
export type ReadCertificate = (host: string, port: number) => Promise<ServerCertificate | null>;

/** Reads certificates over the network; one connection each, closed at once, nothing is sent on it. */
export function createCertificateReader(
  options: { readonly timeoutMs?: number; readonly ca?: string } = {},
): ReadCertificate {
  return (host, port) =>
    new Promise((resolve) => {
      const name = host.replace(/^\[|\]$/g, '');
      const isAddress = /^[\d.]+$|:/.test(name);
      const trusted = options.ca === undefined ? {} : { ca: options.ca };
      const socket = connect({ host: name, port, ...trusted, ...(isAddress ? {} : { servername: name }) });
      const finish = (certificate: ServerCertificate | null): void => {
        socket.destroy();
        resolve(certificate);
      };
      socket.setTimeout(options.timeoutMs ?? 10_000, () => finish(null));
      socket.once('error', () => finish(null));
      socket.once('secureConnect', () => {
        const shown = socket.getPeerCertificate();
        const validToMs = Date.parse(shown.valid_to ?? '');
        const organisation = shown.issuer?.O ?? shown.issuer?.CN ?? '';
        const issuer = Array.isArray(organisation) ? organisation.join(', ') : organisation;
        finish(Number.isNaN(validToMs) ? null : { validToMs, issuer });
      });
    });
}
