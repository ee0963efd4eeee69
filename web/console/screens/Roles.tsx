// What a person may do in this console: three roles, given and taken by an administrator, never by himself.
import { Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToldAct } from '../parts/acts.tsx';
import { api } from '../session.ts';
import { operatorRoles as all, type OperatorRole, type PersonRow } from '../types.ts';

type Wish = { roles: readonly OperatorRole[] };

export function Roles(props: { person: PersonRow; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, operatorRoles } = props.person;
  const [chosen, setChosen] = useState<readonly OperatorRole[]>(operatorRoles);
  const save = useToldAct((body: Wish, key) => api.put(`/v1/operator/people/${id}/roles`, body, { key }), {
    done: t('roles.saved'),
    after: props.onClose,
  });

  return (
    <Modal
      open
      title={t('roles.title', { name })}
      okText={t('roles.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={() => save.mutate({ roles: all.filter((role) => chosen.includes(role)) })}
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
