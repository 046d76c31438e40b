/** Loss and accuracy on validation data and on unseen days. */
import type { Metrics, Model } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Term } from '../glossary/term.tsx';
import { Accuracy } from '../rounds/table.tsx';
import { Scroll } from '../shell/panel.tsx';

export function MetricsTable({ model }: { readonly model: Model }) {
  return (
    <Scroll label="Quality of the model">
      <table>
        <caption className="sr-only">Quality of the model</caption>
        <thead>
          <tr>
            <th scope="col">Measured on</th>
            <th scope="col" className="num">
              <Term name="loss">Loss</Term>
            </th>
            <th scope="col" className="num">
              <Term name="uninformed guess">Uninformed</Term>
            </th>
            <th scope="col" className="num">
              Right
            </th>
            <th scope="col" className="num">
              Cases
            </th>
          </tr>
        </thead>
        <tbody>
          <Row name="validation data" metrics={model.validation} guess={model.uninformedLoss} />
          <Row name="unseen days" metrics={model.unseen} guess={model.uninformedLoss} />
        </tbody>
      </table>
    </Scroll>
  );
}

function Row(props: {
  readonly name: string;
  readonly metrics: Metrics | null;
  readonly guess: string;
}) {
  const { name, metrics, guess } = props;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="num">
        <Amount value={metrics?.loss} places={4} />
      </td>
      <td className="num">
        <Amount value={guess} places={4} />
      </td>
      <td className="num">
        <Accuracy value={metrics?.accuracy} />
      </td>
      <td className="num">{metrics ? metrics.samples.toLocaleString('en-GB') : '–'}</td>
    </tr>
  );
}
