// The parameters of a rule as a short list. Each rule has its own: known names have words, values are shown by their shape,
// people by their names.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isMoney } from '../../shared/challenge.ts';
import { Amount } from '../../shared/components/Money.tsx';
import type { Page } from '../../shared/types.ts';
import { api } from '../session.ts';
import type { PersonRow } from '../types.ts';
import { Short, When } from './bits.tsx';

export function Params(props: { params: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  return (
    <dl className="params">
      {Object.entries(props.params).map(([name, value]) => (
        <div key={name}>
          <dt>{t(`policy.param.${name}`, { defaultValue: name })}</dt>
          <dd>{name === 'relation' ? t(`policy.relation.${value}`) : <Value value={value} />}</dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
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
  if (typeof value === 'string' && /^person_[0-9a-z]{26}$/.test(value)) return <Name id={value} />;
  if (typeof value === 'string' && /^[a-z]+_[0-9a-z]{26}$/.test(value)) return <Short value={value} />;
  if (typeof value === 'boolean') return t(value ? 'policy.yes' : 'policy.no');
  // Rules count in small numbers; what is as large as this is a moment, in milliseconds since 1970.
  if (typeof value === 'number' && value > 1e12) return <When at={new Date(value).toISOString()} />;
  return <span className="figures">{String(value)}</span>;
}

/** A person by name; by the id while it is asked for, and when nobody answers. */
function Name({ id }: { id: string }) {
  const person = useQuery({
    queryKey: ['person', id],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await api.get<Page<PersonRow>>('/v1/operator/people', { query: id, limit: 1 }, signal)).data[0] ??
      null,
  });
  return person.data ? <span title={id}>{person.data.name}</span> : <Short value={id} />;
}
