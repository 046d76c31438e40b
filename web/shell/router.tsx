/** Which page stands where. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
} from '@tanstack/react-router';
import { toFault } from '#kit';
import { GlossaryPage } from '../glossary/page.tsx';
import { GovernancePage } from '../governance/page.tsx';
import { JournalPage } from '../journal/page.tsx';
import { MemberPage } from '../members/page.tsx';
import { ModelPage } from '../models/page.tsx';
import { LearningPage } from '../rounds/page.tsx';
import { PoolPage } from '../pool/page.tsx';
import { PortfolioPage } from '../portfolio/page.tsx';
import { SeasonPage } from '../season/page.tsx';
import { TradingPage } from '../trading/page.tsx';
import { SharingPage } from '../treasury/page.tsx';
import { Heading } from './heading.tsx';
import { Layout } from './layout.tsx';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound });
const getParentRoute = () => root;

const tree = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: SeasonPage }),
  createRoute({ getParentRoute, path: '/learning', component: LearningPage }),
  createRoute({ getParentRoute, path: '/trading', component: TradingPage }),
  createRoute({ getParentRoute, path: '/sharing', component: SharingPage }),
  createRoute({ getParentRoute, path: '/pool', component: PoolPage }),
  createRoute({ getParentRoute, path: '/portfolio', component: PortfolioPage }),
  createRoute({ getParentRoute, path: '/governance', component: GovernancePage }),
  createRoute({ getParentRoute, path: '/model', component: ModelPage }),
  createRoute({ getParentRoute, path: '/members/$id', component: MemberPage }),
  createRoute({ getParentRoute, path: '/words', component: GlossaryPage }),
  createRoute({
    getParentRoute,
    path: '/journal',
    component: JournalPage,
    validateSearch: journalSearch,
  }),
]);

export const router = createRouter({ routeTree: tree, defaultErrorComponent: Broken });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

interface JournalSearch {
  readonly seq?: number;
  readonly find?: string;
  readonly kind?: string;
}

function journalSearch(given: Record<string, unknown>): JournalSearch {
  const seq = Number(given['seq']);
  return {
    ...(Number.isInteger(seq) && seq > 0 ? { seq } : {}),
    ...(given['find'] ? { find: String(given['find']) } : {}),
    ...(given['kind'] ? { kind: String(given['kind']) } : {}),
  };
}

function Broken({ error }: ErrorComponentProps) {
  return (
    <div role="alert" className="panel bg-fault-ground">
      <h1>This page broke</h1>
      <p className="mt-1">{toFault(error).message}</p>
      <p className="mt-1 text-soft">
        The hub and the season are not affected. Reload the page, or look at another one.
      </p>
    </div>
  );
}

function NotFound() {
  return (
    <>
      <Heading title="There is no such page" lead="The address may be mistyped." />
      <Link to="/" className="link">
        To the season
      </Link>
    </>
  );
}
