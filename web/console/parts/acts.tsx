// What an operator does: a button that asks whether he is sure, and the words that tell how it ended. Whatever comes of an
// act, the screens show what the server says then.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, type ButtonProps, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/useAct.ts';
import { useFailure } from './bits.tsx';

type Ending<Reply> = {
  /** The words of success; without them the screen alone shows it. */
  done?: string | ((reply: Reply) => string);
  /** What the screen does after a success. */
  after?: () => void;
  /** True when the screen has told of this error by itself. */
  takes?: (error: unknown) => boolean;
};

/** A write that tells how it ended. */
export function useToldAct<Body, Reply>(
  send: (body: Body, key: string) => Promise<Reply>,
  { done, after, takes }: Ending<Reply> = {},
) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fail = useFailure();
  const { mutate, isPending } = useAct(send);
  return {
    isPending,
    mutate: (body: Body) =>
      mutate(body, {
        onSuccess: (reply) => {
          if (done) void message.success(typeof done === 'string' ? done : done(reply));
          after?.();
        },
        onError: (error) => {
          if (!takes?.(error)) fail(error);
        },
        onSettled: () => void queries.invalidateQueries(),
      }),
  };
}

/** A small button for what is not lightly undone: it says `ask`, and acts after a second click. */
export function AskingButton(
  props: { ask: string; label: string; onYes: () => void } & Pick<ButtonProps, 'danger' | 'loading' | 'type'>,
) {
  const { t } = useTranslation();
  const { ask, label, onYes, ...look } = props;
  return (
    <Popconfirm title={ask} okText={label} cancelText={t('common.cancel')} onConfirm={onYes}>
      <Button size="small" {...look}>
        {label}
      </Button>
    </Popconfirm>
  );
}
