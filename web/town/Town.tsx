// The town: two phones, a till, the bank and the console side by side, and the journal between them.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../shared/components/AppFrame.tsx';
import { Empty, Loading } from '../shared/components/Empty.tsx';
import { LanguageSwitch } from '../shared/components/Switches.tsx';
import { currentLanguage } from '../shared/i18n.ts';
import { chooseTheme, useMode } from '../shared/theme.ts';
import { Curl } from './Curl.tsx';
import { type Credentials, readCredentials } from './credentials.ts';
import { Device } from './Device.tsx';
import { openInFrame } from './frames.ts';
import { Intro, IntroButton, type IntroChoice, useIntro } from './Intro.tsx';
import { Messages, useMessages } from './Messages.tsx';
import { Phone, slugOf } from './Phone.tsx';
import { Scenarios } from './Scenarios.tsx';
import { Sequence } from './Sequence.tsx';

export function Town() {
  const { t } = useTranslation();
  const intro = useIntro();
  const credentials = useQuery({
    queryKey: ['demo'],
    queryFn: readCredentials,
    staleTime: Number.POSITIVE_INFINITY,
    retry: true,
    retryDelay: 1_000,
  });
  return (
    <div className="town">
      <header className="town-bar">
        <Brand />
        <h1>{t('tagline')}</h1>
        <nav>
          {credentials.data && <IntroButton choice={intro} />}
          <a href="/docs">{t('docs')}</a>
          <ThemeButton />
          <LanguageSwitch compact />
        </nav>
      </header>
      {credentials.isPending ? (
        <Loading kind="card" />
      ) : credentials.data ? (
        <Square credentials={credentials.data} intro={intro} />
      ) : (
        <Closed />
      )}
    </div>
  );
}

function Square({ credentials, intro }: { credentials: Credentials; intro: IntroChoice }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState('ana');
  const { holders, pages, hold, open } = usePhones();
  const delivered = useMessages();
  useBankInStep(credentials.bankUrl);
  const [ana] = credentials.people;
  const holderName = (slug: string) =>
    firstName(credentials.people.find((one) => slugOf(one) === slug)?.name);
  const [shop] = credentials.merchants;
  const [operator] = credentials.operators;
  const firstName = (name: string | undefined) => name?.split(' ')[0] ?? '';
  const tabs = [
    ['ana', holderName(holders.ana)],
    ['till', t('place.till')],
    ['journal', t('place.journal')],
    ['bo', holderName(holders.bo)],
    ['bank', t('place.bank')],
    ['console', t('place.console')],
    ['phone', t('place.phone')],
    ['api', t('place.api')],
  ] as const;
  // A phone of the demo is signed in by its address, once; the frame's name keeps its session apart from the others.
  const signedIn = (path: string, token: string | undefined) =>
    `${path}${window.location.search}#token=${token ?? ''}`;
  const phone = (slot: 'ana' | 'bo', other: 'ana' | 'bo') => {
    const holder = holders[slot];
    const token = credentials.people.find((one) => slugOf(one) === holder)?.token;
    return (
      <Phone
        place={slot}
        people={credentials.people}
        holder={holder}
        elsewhere={holders[other]}
        start={signedIn(pages[holder] ?? '/wallet', token)}
        delivered={delivered}
        onChoose={(slug) => hold({ ...holders, [slot]: slug })}
      />
    );
  };
  return (
    <>
      <Intro choice={intro} pin={ana?.pin ?? ''} shop={shop?.name ?? ''} />
      <Scenarios
        credentials={credentials}
        onStart={(story) => {
          intro.show(false);
          hold(story.holders ?? { ana: 'ana', bo: 'bo' });
        }}
        open={open}
        onTold={(story) => setPlace(story.shows ?? 'journal')}
      />
      <main className="town-stage" data-shown={place}>
        {phone('ana', 'bo')}
        <Device
          name="till"
          kind="tablet"
          title={shop?.name ?? t('place.till')}
          start={signedIn('/till', shop?.staff?.token ?? shop?.secretKey)}
          home="/till"
          width={400}
        />
        {phone('bo', 'ana')}
        <Sequence />
        <Device
          name="console"
          kind="window"
          title={t('place.console')}
          start={signedIn('/console', operator?.token)}
          home="/console"
          width={1180}
          lazy
        />
        <Device
          name="bank"
          kind="window"
          title={t('place.bank')}
          start={bankStart(credentials.bankUrl)}
          home={bankStart(credentials.bankUrl)}
          width={820}
          lazy
          {...(credentials.bankUrl === undefined ? {} : { alone: credentials.bankUrl })}
        />
        <Messages messages={delivered.messages} people={credentials.people} />
        <Curl credentials={credentials} />
      </main>
      <nav className="town-tabs" aria-label={t('place.label')}>
        {tabs.map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-current={place === name ? 'page' : undefined}
            onClick={() => setPlace(name)}
          >
            {label}
          </button>
        ))}
      </nav>
    </>
  );
}

type Holders = { readonly ana: string; readonly bo: string };

/** Who holds which phone, and what a phone shall show when its holder takes it up. */
function usePhones() {
  const [holders, setHolders] = useState<Holders>({ ana: 'ana', bo: 'bo' });
  const [pages, setPages] = useState<Readonly<Record<string, string>>>({});
  const hold = (next: Holders) => {
    setPages({});
    setHolders(next);
  };
  const open = (name: string, path: string) => {
    setPages((known) => ({ ...known, [name]: path }));
    openInFrame(name, path);
  };
  return { holders, pages, hold, open };
}

/** The bank follows when another language or theme is chosen. */
function useBankInStep(bankUrl: string | undefined): void {
  const { i18n } = useTranslation();
  const mode = useMode();
  const look = `${i18n.language} ${mode}`;
  const shown = useRef(look);
  useEffect(() => {
    if (shown.current === look) return;
    shown.current = look;
    openInFrame('bank', bankStart(bankUrl));
  }, [look, bankUrl]);
}

/** The bank is another site: it cannot see our choices, so it is told. */
function bankStart(bankUrl: string | undefined): string {
  if (bankUrl === undefined) return 'about:blank';
  const url = new URL(bankUrl);
  url.searchParams.set('lang', currentLanguage());
  const theme = document.documentElement.dataset.theme;
  if (theme) url.searchParams.set('theme', theme);
  return url.href;
}

function ThemeButton() {
  const { t } = useTranslation();
  const mode = useMode();
  const other = mode === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="town-theme"
      aria-label={`${t('theme.label')}: ${t(`theme.${other}`)}`}
      onClick={() => chooseTheme(other)}
    >
      <svg
        viewBox="0 0 24 24"
        width="18"
        height="18"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {mode === 'dark' ? (
          <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1" />
        ) : (
          <path d="M19.8 14.2A8.2 8.2 0 0 1 9.8 4.2a8.2 8.2 0 1 0 10 10z" />
        )}
      </svg>
    </button>
  );
}

/** Production mode has no demo: the doors stay, the town does not. */
function Closed() {
  const { t } = useTranslation();
  return (
    <main className="town-closed">
      <Empty title={t('noDemo')}>{t('noDemoLead')}</Empty>
      <p>
        <a href="/wallet">Wallet</a>
        <a href="/till">{t('place.till')}</a>
        <a href="/console">{t('place.console')}</a>
      </p>
    </main>
  );
}
