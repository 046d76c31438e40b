/** A figure with its exact value behind it. */
import { decimal, signed, signOf } from './decimal.ts';

interface Props {
  readonly value: string | null | undefined;
  readonly places?: number;
  readonly unit?: string;
}

const NONE = <span className="text-soft">–</span>;

/** An amount; hovering shows it exactly. */
export function Amount({ value, places = 2, unit }: Props) {
  if (value === null || value === undefined) return NONE;
  return (
    <data value={value} title={`exactly ${value}${unit ? ` ${unit}` : ''}`}>
      {decimal(value, places)}
      {unit ? <Unit text={unit} /> : null}
    </data>
  );
}

/** A gain or a loss: its sign is written, colour only repeats it. */
export function Change({ value, places = 2, unit }: Props) {
  if (value === null || value === undefined) return NONE;
  const sign = signOf(value);
  const tone = sign > 0 ? 'text-gain' : sign < 0 ? 'text-loss' : undefined;
  return (
    <data value={value} title={`exactly ${value}${unit ? ` ${unit}` : ''}`} className={tone}>
      {signed(value, places)}
      {unit ? <Unit text={unit} /> : null}
    </data>
  );
}

function Unit({ text }: { readonly text: string }) {
  return text === '%' ? '%' : <span className="text-[0.8em] font-normal text-soft"> {text}</span>;
}
