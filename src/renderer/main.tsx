import './app/zod-setup.ts';
import '@fontsource/ibm-plex-sans/400.css';
import '@fontsource/ibm-plex-sans/500.css';
import '@fontsource/ibm-plex-sans/600.css';
import '@fontsource/ibm-plex-sans-hebrew/400.css';
import '@fontsource/ibm-plex-sans-hebrew/500.css';
import '@fontsource/ibm-plex-sans-hebrew/600.css';
import '@fontsource/ibm-plex-mono/400.css';
import '@fontsource/ibm-plex-mono/500.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createEngineConnection } from './app/engine-connection.ts';
import { createQueries, followEngine } from './app/query-refresh.ts';
import { useView } from './state/view.ts';

const { appearance } = window.shell;
useView.setState(({ settings }) => ({
  locale: appearance.locale,
  settings: { ...settings, theme: appearance.theme },
}));

const connection = createEngineConnection({ shell: window.shell, page: window });
const queries = createQueries();
followEngine(connection, queries);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App connection={connection} queries={queries} />
  </StrictMode>,
);
