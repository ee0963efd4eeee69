// The bank cards of this person: look, add, finish a verification, remove.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { api, useInstruments } from '../../../shared/person/client.ts';
import type { Instrument } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { CardFace } from './CardFace.tsx';

export default function CardsScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cards = useInstruments();
  const [leaving, setLeaving] = useState<Instrument>();
  return (
    <>
      <Bar title={t('cards.title')} />
      <div className="narrow stack">
        <Loaded query={cards} rows={3}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t('cards.empty')} icon={<Icon name="card" size={40} />}>
                {t('cards.emptyText')}
              </Empty>
            ) : (
              <ul className="card-list">
                {list.map((card) => (
                  <li key={card.id}>
                    <CardFace card={card} />
                    <div className="card-actions">
                      {(card.state === 'unverified' || card.state === 'asking') && (
                        <Button
                          kind="soft"
                          size="small"
                          onClick={() => void navigate('/cards/add', { state: { waiting: card } })}
                        >
                          {t('cards.enterCode')}
                        </Button>
                      )}
                      <Button kind="quiet" size="small" onClick={() => setLeaving(card)}>
                        {t('action.remove')}
                      </Button>
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <Link to="/cards/add" className="button button-primary button-large button-block">
          <Icon name="plus" size={20} /> {t('cards.add')}
        </Link>
        <p className="quiet centred">{t('cards.vault')}</p>
      </div>
      <RemoveSheet card={leaving} onClose={() => setLeaving(undefined)} />
    </>
  );
}

function RemoveSheet(props: { card: Instrument | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useAct((id: string, key) => api.del(`/v1/instruments/${id}`, { key }));
  const { card, onClose } = props;
  return (
    <Sheet open={card !== undefined} onClose={onClose} title={t('cards.removeTitle')}>
      {card && (
        <div className="stack">
          <CardFace card={card} />
          <p className="quiet">{t('cards.removeText')}</p>
          {remove.error ? <ErrorCard error={remove.error} compact /> : null}
          <Button
            kind="danger"
            size="large"
            block
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(card.id, {
                onSuccess: () => {
                  notify(t('cards.removed'), 'good');
                  void queries.invalidateQueries({ queryKey: ['instruments'] });
                  onClose();
                },
              })
            }
          >
            {t('action.remove')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
