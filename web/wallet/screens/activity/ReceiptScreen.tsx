// One movement as a receipt: what, with whom, when, and where it stands in the journal.
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Bar, Fact, Facts, Panel } from '../../../shared/components/AppFrame.tsx';
import { Empty, Loading } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { fullTime } from '../../../shared/time.ts';
import type { StatementEntry } from '../../../shared/types.ts';
import { useMovements } from '../../queries.ts';
import { iconOf, useKindWords } from './MovementList.tsx';

export default function ReceiptScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { entry } = useParams();
  const given = useLocation().state as StatementEntry | null;
  const movements = useMovements(100);
  const movement = given ?? movements.data?.find(({ id }) => id === entry);
  return (
    <>
      <Bar title={t('receipt.title')} onBack={() => void navigate(-1)} />
      {movement ? (
        <Receipt movement={movement} />
      ) : movements.isPending ? (
        <Loading kind="card" />
      ) : (
        <div className="stack">
          <Empty title={t('receipt.gone')} icon={<Icon name="list" size={36} />}>
            {t('receipt.goneText')}
          </Empty>
          <Link to="/activity" className="button button-primary button-large button-block" replace>
            {t('activity.title')}
          </Link>
        </div>
      )}
    </>
  );
}

function Receipt(props: { movement: StatementEntry }) {
  const { t, i18n } = useTranslation();
  const { movement } = props;
  const kind = useKindWords(movement);
  return (
    <div className="stack">
      <Panel>
        <div className="receipt-head">
          <span className={movement.amount.minor.startsWith('-') ? 'disc disc-l' : 'disc disc-l disc-in'}>
            <Icon name={iconOf(movement)} size={26} />
          </span>
          <p className="receipt-name">{movement.counterparty.name ?? kind}</p>
          <Amount value={movement.amount} size="xl" sign="always" />
          <StatePill state="done" />
        </div>
        <Facts>
          <Fact label={t('receipt.kind')}>{kind}</Fact>
          <Fact label={t('receipt.at')}>{fullTime(movement.at, i18n.language)}</Fact>
          <Fact label={t('receipt.balanceAfter')}>
            <Amount value={movement.balanceAfter} />
          </Fact>
        </Facts>
      </Panel>
      <Panel title={t('receipt.proof')}>
        <Facts>
          <Fact label={t('receipt.reference')} mono>
            {movement.reference}
          </Fact>
          <Fact label={t('receipt.journal')} mono>
            {`#${movement.id.split('_')[0]}`}
          </Fact>
        </Facts>
        <p className="quiet">{t('receipt.proofText')}</p>
        <Origin movement={movement} />
      </Panel>
    </div>
  );
}

/** The way to what moved the money: the order, or the journey over the bank. */
function Origin(props: { movement: StatementEntry }) {
  const { t } = useTranslation();
  const { reference: id, counterparty } = props.movement;
  const kind = id.split('_')[0];
  if (kind === 'order')
    return (
      <a className="more" href={`/pay/${id}?from=wallet`}>
        {t('receipt.order')}
      </a>
    );
  const screens: Record<string, string> = {
    topup: 'top-ups',
    withdrawal: 'withdrawals',
    transfer: 'transfers',
  };
  const screen = screens[kind ?? ''];
  if (!screen) return null;
  return (
    <Link className="more" to={`/${screen}/${id}`} state={{ to: counterparty.name }}>
      {t('receipt.journey')}
    </Link>
  );
}
