// Who may use this till: the shop's staff, and a form for one more person.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { notify } from '../../shared/components/Notices.tsx';
import { PhoneField } from '../../shared/components/PhoneField.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { Segmented } from '../../shared/components/Switches.tsx';
import { readPhone, showPhone } from '../../shared/person/phone.ts';
import { Problem } from '../../shared/problem.ts';
import type { Page } from '../../shared/types.ts';
import { useAct } from '../../shared/useAct.ts';
import { confirm } from '../Confirm.tsx';
import { SettingsPage } from '../SettingsPage.tsx';
import { api, useShop } from '../session.ts';
import type { Staff } from '../types.ts';

const roles = ['clerk', 'manager', 'owner'] as const;
type Role = (typeof roles)[number];

export function StaffScreen() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const staff = useQuery({ queryKey: ['staff'], queryFn: () => api.get<Page<Staff>>('/v1/merchant/staff') });

  async function remove(person: Staff) {
    const sure = await confirm({
      text: t('staff.removeAsk', { name: person.name }),
      yes: t('staff.remove'),
    });
    if (!sure) return;
    setError(undefined);
    await api.del(`/v1/merchant/staff/${person.person}`).catch(setError);
    void queries.invalidateQueries({ queryKey: ['staff'] });
  }

  return (
    <SettingsPage name="staff" error={error}>
      <Loaded query={staff}>
        {({ data }) => (
          <Panel flush>
            <ul className="till-things">
              {data.map((person) => (
                <li key={person.person}>
                  <div>
                    <p>{person.name}</p>
                    <small>
                      {t(`role.${person.role}`, { defaultValue: person.role })}
                      {person.phone ? ` · ${showPhone(person.phone)}` : ''}
                    </small>
                  </div>
                  <Button kind="danger" size="small" onClick={() => void remove(person)}>
                    {t('staff.remove')}
                  </Button>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </Loaded>
      <Button block size="large" onClick={() => setOpen(true)}>
        {t('staff.add')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('staff.add')}>
        <NewPerson
          onAdded={() => {
            notify(t('staff.added'), 'good');
            setOpen(false);
            setError(undefined);
            void queries.invalidateQueries({ queryKey: ['staff'] });
          }}
        />
      </Sheet>
    </SettingsPage>
  );
}

/** The number as people write it; whoever has never signed in is not known yet. Only owners make more than clerks. */
function NewPerson(props: { onAdded: () => void }) {
  const { t } = useTranslation();
  const shop = useShop();
  const [typed, setTyped] = useState('');
  const [isSent, setSent] = useState(false);
  const [role, setRole] = useState<Role>('clerk');
  const add = useAct((body: { phone: string; role: Role }, key) =>
    api.post('/v1/merchant/staff', body, { key }),
  );
  const isNobody = add.error instanceof Problem && add.error.status === 404;
  const isIncomplete = isSent && !readPhone(typed);

  function submit(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    const phone = readPhone(typed);
    if (phone) add.mutate({ phone, role }, { onSuccess: props.onAdded });
  }

  return (
    <form className="till-form" onSubmit={submit} noValidate>
      <PhoneField
        label={t('staff.phone')}
        value={typed}
        onChange={(value) => {
          setTyped(value);
          setSent(false);
          add.reset();
        }}
        hint={t('staff.phoneHint')}
        problem={isIncomplete ? t('staff.phoneWrong') : isNobody ? t('staff.nobody') : undefined}
      />
      {shop.role === 'owner' && (
        <Segmented
          name="role"
          label={t('staff.role')}
          value={role}
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          onChange={setRole}
        />
      )}
      <p className="till-small">{t(`staff.may.${role}`)}</p>
      {add.error && !isNobody ? <ErrorCard error={add.error} compact /> : null}
      <Button type="submit" block size="large" busy={add.isPending}>
        {t('staff.add')}
      </Button>
    </form>
  );
}
