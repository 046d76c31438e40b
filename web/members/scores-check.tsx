/** Lets the reader have the scores recomputed and compared with the chain. */
import { useQuery } from '@tanstack/react-query';
import { operations } from '#api';
import { Reference } from '../figures/reference.tsx';
import { ask } from '../hub/ask.ts';

export function ScoresCheck() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['checks', 'scores'],
    queryFn: () => ask(operations.verifyScores),
    enabled: false,
    gcTime: Infinity,
  });
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3">
      <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
        {isFetching ? 'Recomputing …' : 'Verify scores'}
      </button>
      <div role="status" className="min-w-0 flex-1 basis-60 text-[0.8125rem]">
        {error ? <p className="text-loss">{error.message}</p> : null}
        {data && !error ? (
          <p>
            <b className={data.ok ? 'text-gain' : 'text-loss'}>
              {data.ok ? '✓ They match. ' : '✗ They do not match. '}
            </b>
            {data.sentence} Root <Reference text={data.chainRoot} what="root" />
          </p>
        ) : null}
      </div>
    </div>
  );
}
