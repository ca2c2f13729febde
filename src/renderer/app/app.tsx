import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { EngineProvider } from './engine-client.tsx';
import type { EngineConnection } from './engine-connection.ts';
import { useLocale } from './locale.ts';
import { Shell } from './shell.tsx';

/** Everything below speaks one language; another language is another tree, so that no word is left behind. */
export function App({ connection, queries }: { readonly connection: EngineConnection; readonly queries: QueryClient }) {
  const locale = useLocale();
  return (
    <QueryClientProvider client={queries}>
      <EngineProvider connection={connection}>
        <I18nProvider locale={locale === 'he' ? 'he-IL' : 'en-GB'}>
          <Shell key={locale} />
        </I18nProvider>
      </EngineProvider>
    </QueryClientProvider>
  );
}
