// What a person may do in this console: three roles, given and taken by an administrator, never by himself.
import { useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/useAct.ts';
import { useFailure } from '../parts/bits.tsx';
import { api } from '../session.ts';
import { operatorRoles as all, type OperatorRole, type PersonRow } from '../types.ts';

type Wish = { roles: readonly OperatorRole[] };

export function Roles(props: { person: PersonRow; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fail = useFailure();
  const { id, name, operatorRoles } = props.person;
  const [chosen, setChosen] = useState<readonly OperatorRole[]>(operatorRoles);
  const save = useAct((body: Wish, key) => api.put(`/v1/operator/people/${id}/roles`, body, { key }));

  function submit() {
    save.mutate(
      { roles: all.filter((role) => chosen.includes(role)) },
      {
        onSuccess: () => {
          void message.success(t('roles.saved'));
          props.onClose();
        },
        onError: fail,
        onSettled: () => void queries.invalidateQueries(),
      },
    );
  }

  return (
    <Modal
      open
      title={t('roles.title', { name })}
      okText={t('roles.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={submit}
      onCancel={props.onClose}
    >
      <Checkbox.Group<OperatorRole> className="roles" value={[...chosen]} onChange={setChosen}>
        {all.map((role) => (
          <Checkbox key={role} value={role}>
            <strong>{t(`role.${role}`)}</strong>
            <small className="quiet">{t(`roles.may.${role}`)}</small>
          </Checkbox>
        ))}
      </Checkbox.Group>
      <p className="quiet">{t(chosen.length === 0 ? 'roles.none' : 'roles.atOnce')}</p>
    </Modal>
  );
}
