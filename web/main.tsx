/** Starts the page. */
import './hub/no-eval.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { KeyProvider } from './hub/key.tsx';
import { LiveProvider } from './hub/live.tsx';
import { router } from './shell/router.tsx';
import './style.css';

const queries = new QueryClient({
  // The hub is on this machine: no network state to wait for, and failures are shown at once.
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: true, staleTime: 500 },
  },
});

createRoot(document.querySelector('#page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveProvider>
        <KeyProvider>
          <RouterProvider router={router} />
        </KeyProvider>
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
);
