// The parameters of a rule as a short list; each rule has its own, so they are shown by their shape.
import { isMoney } from '../../shared/challenge.ts';
import { Amount } from '../../shared/components/Money.tsx';
import { Short } from './bits.tsx';

export function Params(props: { params: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="params">
      {Object.entries(props.params).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  if (isMoney(value)) return <Amount value={value} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="quiet">–</span>;
    return value.map((one, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change while it is shown
      <span key={place} className="params-item">
        <Value value={one} />
      </span>
    ));
  }
  if (typeof value === 'object' && value !== null)
    return <Params params={value as Readonly<Record<string, unknown>>} />;
  if (typeof value === 'string' && /^[a-z]+_[0-9a-z]{26}$/.test(value)) return <Short value={value} />;
  return <span className="figures">{String(value)}</span>;
}
