/** What is promised of members' privacy, what each spent of it, and what secure aggregation does and does not hide. */
import type { Member, SeasonReport } from '#api';
import { Source } from '../figures/source.tsx';
import { Panel } from '../shell/panel.tsx';

export function PrivacyPanel({ report }: { readonly report: SeasonReport }) {
  const { privacy } = report.season;
  return (
    <Panel
      title="What the hub can learn of a member"
      aside={<Source kind="privacy/agreed" />}
      className="lg:col-span-2"
    >
      <div className="grid gap-x-8 gap-y-3 text-[0.875rem] lg:grid-cols-3">
        <section>
          <h3 className="mb-1">In this season</h3>
          {privacy ? (
            privacy.words.map((sentence) => <p key={sentence}>{sentence}</p>)
          ) : (
            <p className="text-soft">Not agreed yet.</p>
          )}
        </section>
        <section>
          <h3 className="mb-1">Hidden by masked sums</h3>
          <p>
            Candles never leave a member’s machine. One member’s update in one round: the hub sees
            only the sum of its cohort, at least three members, unless more than a third of them
            work with the hub.
          </p>
        </section>
        <section>
          <h3 className="mb-1">Not hidden by them</h3>
          <p>
            Who took part and when, how much data each member has, and the sums themselves. From
            many sums of cohorts drawn anew, each member’s usual update can be estimated; only noise
            stops that. Two members with the same candles are seen to have them.
          </p>
        </section>
      </div>
    </Panel>
  );
}

/** One member's account in a few words. */
export function Spent({ privacy }: { readonly privacy: Member['privacy'] }) {
  if (!privacy) return <span className="text-soft">no noise</span>;
  return (
    <>
      ε {short(privacy.spent)} of {short(privacy.budget)}
    </>
  );
}

function short(text: string): string {
  return String(Number(Number(text).toFixed(1)));
}
