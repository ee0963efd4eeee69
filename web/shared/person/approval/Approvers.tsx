// Who must say yes, and what each has said so far.
import { useTranslation } from 'react-i18next';
import { type Leaf, type Need, ruleWords, sentence, waitedFor, whoWords } from '../../challenge.ts';
import { Icon } from '../../components/Icon.tsx';
import { shortTime } from '../../time.ts';

export function Approvers(props: { needs: Need; isOver: boolean; me: string | undefined }) {
  const { t } = useTranslation();
  const open = new Set(props.isOver ? [] : waitedFor(props.needs).map(({ leaf }) => leaf));
  return (
    <section className="approvers">
      <h2>{t('approval.answers')}</h2>
      <NeedView need={props.needs} open={open} me={props.me} />
    </section>
  );
}

type Standing = { open: ReadonlySet<number>; me: string | undefined };

function NeedView(props: Standing & { need: Need }) {
  const { t } = useTranslation();
  const { need, open, me } = props;
  if ('leaf' in need) return <LeafRow leaf={need} isOpen={open.has(need.leaf)} me={me} />;
  const parts = 'all' in need ? need.all : 'any' in need ? need.any : need.of;
  const rows = parts.map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an expression do not move
    <NeedView key={place} need={part} open={open} me={me} />
  ));
  if ('all' in need || parts.length === 1) return rows;
  return (
    <fieldset className="approvers-group">
      <legend>{'any' in need ? t('approval.anyOf') : t('approval.someOf', { count: need.atLeast })}</legend>
      {rows}
    </fieldset>
  );
}

function LeafRow(props: { leaf: Leaf; isOpen: boolean; me: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { leaf, isOpen, me } = props;
  const state = leaf.state === 'pending' && !isOpen ? 'needless' : leaf.state;
  return (
    <p className="approver">
      <span className={`approver-mark approver-${state}`} aria-hidden="true">
        <Icon name={state === 'yes' ? 'check' : state === 'no' ? 'cross' : 'clock'} size={16} />
      </span>
      <span className="approver-words">
        <strong>{sentence(whoWords(t, leaf.who, me))}</strong>
        {leaf.rule && <small> {ruleWords(t, leaf.rule)}</small>}
      </span>
      <span className="approver-said">
        {t(`approval.said.${state}`)}
        {leaf.at && <span className="figures"> {shortTime(leaf.at, i18n.language)}</span>}
      </span>
    </p>
  );
}
