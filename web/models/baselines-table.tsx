/** The agent beside other ways on the same days, whatever came out. */
import type { Baselines, Run } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { Term } from '../glossary/term.tsx';
import { Accuracy } from '../rounds/table.tsx';
import { Scroll } from '../shell/panel.tsx';

export function BaselinesTable({ baselines }: { readonly baselines: Baselines }) {
  const { agent, buyAndHold, solo, autoregressive } = baselines;
  const others = [buyAndHold, solo, autoregressive];
  const beaten = others.filter((run) => Number(agent.returnPercent) > Number(run.returnPercent));
  return (
    <>
      <Scroll label="Baselines">
        <table>
          <caption className="sr-only">The agent and the baselines on the unseen days</caption>
          <thead>
            <tr>
              <th scope="col">Way</th>
              <th scope="col" className="num">
                Return
              </th>
              <th scope="col" className="num">
                Deepest fall
              </th>
              <th scope="col" className="num">
                Trades
              </th>
              <th scope="col" className="num">
                Loss
              </th>
              <th scope="col" className="num">
                Right
              </th>
            </tr>
          </thead>
          <tbody>
            <Row name="the agent" run={agent} />
            <Row name={<Term name="buy and hold" />} run={buyAndHold} />
            <Row
              name={
                <>
                  <Term name="trained alone" />, mean of {solo.members.length}
                </>
              }
              run={solo}
            />
            <Row
              name={
                <>
                  <Term name="autoregressive model">autoregressive</Term>, order{' '}
                  {autoregressive.order}
                </>
              }
              run={autoregressive}
            />
          </tbody>
        </table>
      </Scroll>
      <p className="mt-2 text-[0.8125rem] text-soft">
        By return the agent stands above {beaten.length} of {others.length} of them on these few
        days. That is one sample; it does not tell skill from luck.
      </p>
      {solo.members.length ? <Solo members={solo.members} /> : null}
    </>
  );
}

function Row({ name, run }: { readonly name: React.ReactNode; readonly run: Run }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="num">
        <Change value={run.returnPercent} unit="%" />
      </td>
      <td className="num">
        <Amount value={run.maxDrawdownPercent} unit="%" />
      </td>
      <td className="num">{run.trades}</td>
      <td className="num">
        <Amount value={run.loss} places={4} />
      </td>
      <td className="num">
        <Accuracy value={run.accuracy} />
      </td>
    </tr>
  );
}

function Solo({ members }: { readonly members: Baselines['solo']['members'] }) {
  return (
    <details className="mt-2">
      <summary className="w-fit text-soft hover:text-ink">Each member’s own model</summary>
      <Scroll label="Models trained alone">
        <table className="mt-2">
          <caption className="sr-only">Models trained alone</caption>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col" className="num">
                Return
              </th>
              <th scope="col" className="num">
                Loss
              </th>
              <th scope="col" className="num">
                Right
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id}>
                <th scope="row">{member.id}</th>
                <td className="num">
                  <Change value={member.returnPercent} unit="%" />
                </td>
                <td className="num">
                  <Amount value={member.loss} places={4} />
                </td>
                <td className="num">
                  <Accuracy value={member.accuracy} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
