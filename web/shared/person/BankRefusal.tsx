// What a bank's refusal means, in words that the operator keeps (S05): the code of a journey that ended without success is
// turned into a prompt by the server each time it is shown.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from './client.ts';

export function BankRefusal(props: { code: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { code } = props;
  const words = useQuery({
    queryKey: ['prompt', code, i18n.language],
    enabled: code !== undefined,
    staleTime: 5_000,
    queryFn: ({ signal }) =>
      api.post<{ prompt: string; reference: string }>(
        '/v1/error-prompts',
        { code, source: 'bank' },
        { signal },
      ),
  });
  return (
    <div className="error-card" role="alert">
      <p className="error-card-prompt">{words.data?.prompt ?? t('bank.declined')}</p>
      <p className="error-card-effect">{t('bank.nothing')}</p>
      {words.data && (
        <p className="error-card-reference mono">
          {t('error.reference', { reference: words.data.reference })}
        </p>
      )}
    </div>
  );
}
