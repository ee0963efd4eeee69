// The telephone network: every text message of the demo, and a banner on the phone that got one.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shared/components/Icon.tsx';
import { notify } from '../shared/components/Notices.tsx';
import { showPhone } from '../shared/person/phone.ts';
import { shortTime } from '../shared/time.ts';
import { apiAs, type DemoPerson } from './credentials.ts';

export type Message = { phone: string; text: string; at: string };
export type Delivered = {
  /** Newest first, at most 30. */
  readonly messages: readonly Message[];
  /** When the demo's own opening had been played; null until then. */
  readonly openedAt: string | null;
};

const bannerMs = 20_000;

/** Asked for every two seconds while the page is in view. */
export function useMessages(): Delivered {
  const { data } = useQuery({
    queryKey: ['messages'],
    queryFn: () => apiAs().get<{ data: Message[]; openedAt: string | null }>('/demo/messages'),
    refetchInterval: 2_000,
  });
  return {
    messages: [...(data?.data ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 30),
    openedAt: data?.openedAt ?? null,
  };
}

/** Four to eight digits in a row: the code of a message. */
export const codeIn = (text: string): string | undefined => /\b\d{4,8}\b/.exec(text)?.[0];

/** The latest message to this phone, for the seconds after it came; none of those that the opening made. */
export function Banner(props: { phone: string; delivered: Delivered }) {
  const { t } = useTranslation();
  const { messages, openedAt } = props.delivered;
  const [closed, setClosed] = useState<string>();
  const message = messages.find(({ phone }) => phone === props.phone);
  if (!message || openedAt === null || message.at < openedAt || message.at === closed) return null;
  if (Date.now() - Date.parse(message.at) > bannerMs) return null;
  const code = codeIn(message.text);
  return (
    <div className="device-banner" role="status" key={message.at}>
      <p>{message.text}</p>
      {code && <CopyCode code={code} label={t('messages.copy', { code })} />}
      <button
        type="button"
        className="device-banner-close"
        aria-label={t('action.close')}
        onClick={() => setClosed(message.at)}
      >
        <Icon name="cross" size={16} />
      </button>
    </div>
  );
}

export function Messages(props: { messages: readonly Message[]; people: readonly DemoPerson[] }) {
  const { t, i18n } = useTranslation();
  const nameOf = (phone: string) =>
    props.people.find((person) => person.phone === phone)?.name ?? showPhone(phone);
  return (
    <section className="town-panel" data-place="phone">
      <header>
        <h2>{t('messages.title')}</h2>
        <p>{t('messages.lead')}</p>
      </header>
      {props.messages.length === 0 ? (
        <p className="town-none">{t('messages.empty')}</p>
      ) : (
        <ul className="town-messages">
          {props.messages.map((message) => {
            const code = codeIn(message.text);
            return (
              <li key={`${message.at} ${message.phone}`}>
                <p className="town-message-head">
                  <span>{t('messages.to', { name: nameOf(message.phone) })}</span>
                  <time className="figures">{shortTime(message.at, i18n.language)}</time>
                </p>
                <p>{message.text}</p>
                {code && <CopyCode code={code} label={t('messages.copy', { code })} />}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function CopyCode({ code, label }: { code: string; label: string }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="town-copy figures"
      onClick={() => void navigator.clipboard.writeText(code).then(() => notify(t('action.copied'), 'good'))}
    >
      {label}
    </button>
  );
}
