// A bank card as a picture of itself. Only the last four digits are ever known here.
import { useTranslation } from 'react-i18next';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import type { Instrument } from '../../../shared/types.ts';

export function CardFace(props: { card: Instrument }) {
  const { t } = useTranslation();
  const { card } = props;
  const credit = card.cardKind === 'credit';
  return (
    <div className={credit ? 'card-face card-face-credit' : 'card-face'}>
      <div className="card-face-top">
        <span>{card.bankName || t('cards.card')}</span>
        {card.state !== 'bound' && <StatePill state={card.state} />}
      </div>
      <p className="card-face-number figures">
        <span aria-hidden="true">•••• •••• •••• </span>
        <span className="unseen">{t('cards.endsIn')} </span>
        {card.last4}
      </p>
      <div className="card-face-foot">
        <span>
          {card.cardKind === 'card' ? card.holder : `${card.holder} · ${t(`cards.${card.cardKind}`)}`}
        </span>
        <span>{card.brand}</span>
      </div>
    </div>
  );
}
