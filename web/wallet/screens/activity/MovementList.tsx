// Movements of the balance, grouped by day.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Icon, type IconName } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { clockTime, dayHeading } from '../../../shared/time.ts';
import type { StatementEntry } from '../../../shared/types.ts';
import { type MovementKind, movementKind } from '../../spending.ts';

export function MovementList(props: { movements: readonly StatementEntry[]; hidden?: boolean }) {
  const { i18n } = useTranslation();
  const days: { heading: string; rows: StatementEntry[] }[] = [];
  for (const movement of props.movements) {
    const heading = dayHeading(movement.at, i18n.language);
    const last = days.at(-1);
    if (last?.heading === heading) last.rows.push(movement);
    else days.push({ heading, rows: [movement] });
  }
  return days.map(({ heading, rows }) => (
    <section key={heading} className="day">
      <h3>{heading}</h3>
      <ul>
        {rows.map((row) => (
          <MovementRow key={row.id} movement={row} hidden={props.hidden ?? false} />
        ))}
      </ul>
    </section>
  ));
}

function MovementRow(props: { movement: StatementEntry; hidden: boolean }) {
  const { i18n } = useTranslation();
  const { movement } = props;
  const kind = useKindWords(movement);
  const title = movement.counterparty.name ?? kind;
  const detail = title === kind ? undefined : kind;
  return (
    <li>
      <Link to={`/activity/${movement.id}`} state={movement} className="movement">
        <span className={movement.amount.minor.startsWith('-') ? 'disc' : 'disc disc-in'}>
          <Icon name={iconOf(movement)} size={20} />
        </span>
        <span className="movement-words">
          <span className="movement-title">{title}</span>
          <span className="movement-detail">
            {clockTime(movement.at, i18n.language)}
            {detail ? ` · ${detail}` : ''}
          </span>
        </span>
        <Amount value={movement.amount} sign="always" tone="sign" hidden={props.hidden} />
      </Link>
    </li>
  );
}

/** What the movement was, in words. */
export function useKindWords(movement: StatementEntry): string {
  const { t } = useTranslation();
  const incoming = !movement.amount.minor.startsWith('-');
  const kind = movementKind(movement.kind);
  if (kind === 'transfer') return t(incoming ? 'kind.transferIn' : 'kind.transferOut');
  return t(`kind.${kind}`);
}

export function iconOf(movement: StatementEntry): IconName {
  const incoming = !movement.amount.minor.startsWith('-');
  const icons: Record<MovementKind, IconName> = {
    payment: 'bag',
    refund: 'undo',
    topUp: 'plus',
    withdrawal: 'bank',
    transfer: incoming ? 'receive' : 'send',
    other: incoming ? 'receive' : 'send',
  };
  return icons[movementKind(movement.kind)];
}
