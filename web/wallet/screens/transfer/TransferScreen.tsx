// Send money to a person: somebody of late or by phone, say how much, confirm with the PIN.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { PhoneField } from '../../../shared/components/PhoneField.tsx';
import { exceeds, isPositive, type Money, parseMoney } from '../../../shared/money.ts';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { api, useMe, useWalletAccount } from '../../../shared/person/client.ts';
import { useOutlook } from '../../../shared/person/guardian/guardianships.ts';
import { OutlookNote } from '../../../shared/person/guardian/OutlookNote.tsx';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';
import { SupervisedNote } from '../../../shared/person/SupervisedNote.tsx';
import { Problem } from '../../../shared/problem.ts';
import type { Journey } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { AmountInput } from '../../AmountInput.tsx';
import { useMovements } from '../../queries.ts';
import { type Known, recentPeople } from '../../recent.ts';

type Receiver = { id: string; name: string };
type Transfer = { to: string; amount: Money; note?: string; proof: { pin: string } };

export default function TransferScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [phone, setPhone] = useState<string>();
  const [known, setKnown] = useState<Known>();
  const receiver = useReceiver(phone);
  const isNobody = receiver.error instanceof Problem && receiver.error.status === 404;
  const me = useMe().data;
  const isMyself = me !== undefined && receiver.data?.id === me.id;
  const refusal = isMyself ? t('transfer.toSelf') : isNobody ? t('transfer.nobody') : undefined;

  if (known)
    return (
      <>
        <Bar title={t('transfer.title')} onBack={() => setKnown(undefined)} />
        <SendForm receiver={known} />
      </>
    );
  if (phone && receiver.data && !isMyself)
    return (
      <>
        <Bar title={t('transfer.title')} onBack={() => setPhone(undefined)} />
        <SendForm receiver={receiver.data} phone={phone} />
      </>
    );

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readPhone(typed);
    if (!read) return;
    if (read === phone) void receiver.refetch();
    setPhone(read);
  }

  return (
    <>
      <Bar title={t('transfer.title')} onBack={() => void navigate('/')} />
      <div className="stack">
        <Panel>
          <form className="stack" onSubmit={submit}>
            <PhoneField
              label={t('transfer.phone')}
              value={typed}
              onChange={setTyped}
              hint={t('transfer.phoneHint')}
              problem={phone === readPhone(typed) ? refusal : undefined}
              autoFocus
            />
            {receiver.error && !receiver.isFetching && !isNobody ? (
              <ErrorCard error={receiver.error} compact />
            ) : null}
            <Button type="submit" size="large" block busy={receiver.isFetching} disabled={!readPhone(typed)}>
              {t('action.continue')}
            </Button>
          </form>
        </Panel>
        <Recent onChoose={setKnown} />
      </div>
    </>
  );
}

/** Nobody types a number twice. Whoever has sent nothing yet sees nothing here. */
function Recent(props: { onChoose: (known: Known) => void }) {
  const { t } = useTranslation();
  const people = recentPeople(useMovements(100).data ?? []);
  if (people.length === 0) return null;
  return (
    <Panel flush title={t('transfer.recent')}>
      <ul>
        {people.map((known) => (
          <li key={known.id}>
            <button type="button" className="row row-link recent" onClick={() => props.onChoose(known)}>
              <span className="disc" aria-hidden="true">
                {initial(known.name)}
              </span>
              <span className="row-label">{known.name}</span>
              <Icon name="chevron" size={18} />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const initial = (name: string) => name.replace(/\*/g, '').trim().charAt(0) || '•';

function useReceiver(phone: string | undefined) {
  return useQuery({
    queryKey: ['lookup', phone],
    enabled: phone !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<Receiver>('/v1/people/lookup', { phone }, signal),
  });
}

function SendForm(props: { receiver: Receiver; phone?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const account = useWalletAccount();
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState(false);
  const send = useAct((body: Transfer, key) =>
    api.post<Journey>('/v1/transfers', body, { key, waitSeconds: 10 }),
  );

  const currency = account?.currency ?? 'CNY';
  const amount = parseMoney(typed, currency);
  const { receiver } = props;
  // The balance on the screen follows every event; the server has the last word all the same.
  const tooMuch = exceeds(amount, account?.available);

  const outlook = useOutlook(amount);

  function pay(pin: string) {
    if (!isPositive(amount)) return;
    const words = note.trim();
    send.mutate(
      { to: receiver.id, amount, ...(words ? { note: words } : {}), proof: { pin } },
      {
        onError: (error) => setAsking(isAboutPin(error)),
        onSuccess: (transfer) => {
          void queries.invalidateQueries();
          void navigate(`/transfers/${transfer.id}`, {
            state: { journey: transfer, to: receiver.name },
            replace: true,
          });
        },
      },
    );
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPositive(amount)) setAsking(true);
      }}
    >
      <Panel>
        <div className="stack">
          <div className="receiver">
            <span className="disc disc-l">{initial(receiver.name)}</span>
            <div>
              <p className="receipt-name">{receiver.name}</p>
              {props.phone && <p className="quiet figures">{showPhone(props.phone)}</p>}
            </div>
          </div>
          <AmountInput
            typed={typed}
            onChange={setTyped}
            currency={currency}
            amount={amount}
            available={account?.available}
            tooMuch={tooMuch}
          />
          <Field
            label={t('transfer.note')}
            value={note}
            onChange={setNote}
            maxLength={80}
            placeholder={t('transfer.noteHint')}
            autoComplete="off"
          />
        </div>
      </Panel>
      {send.error && !isAboutPin(send.error) ? <ErrorCard error={send.error} /> : null}
      {/* Money sent takes the PIN, however little: only a shop's small order goes without. */}
      <OutlookNote outlook={outlook?.verdict === 'free' ? { ...outlook, verdict: 'own-proof' } : outlook} />
      <SupervisedNote amount={amount} />
      <Button
        type="submit"
        size="large"
        block
        busy={send.isPending && !asking}
        disabled={!isPositive(amount) || tooMuch}
      >
        {t('action.transfer')}
      </Button>
      <PinSheet
        open={asking}
        title={t('transfer.confirm', { name: receiver.name })}
        amount={amount}
        busy={send.isPending}
        error={isAboutPin(send.error) ? send.error : undefined}
        onPin={pay}
        onClose={() => {
          setAsking(false);
          send.reset();
        }}
      />
    </form>
  );
}
