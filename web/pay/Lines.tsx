// The lines of an order, each with a stepper. What is in stock is the most one can ask for.
import { useTranslation } from 'react-i18next';
import { Amount } from '../shared/components/Money.tsx';
import { times } from '../shared/money.ts';
import type { OrderLine } from '../shared/types.ts';
import { type Draft, maxQuantity, quantityOf, step } from './draft.ts';

export function Lines(props: {
  lines: readonly OrderLine[];
  draft: Draft;
  onChange?: (draft: Draft) => void;
}) {
  const { t } = useTranslation();
  const { lines, draft, onChange } = props;
  return (
    <ul className="lines">
      {lines.map((line, index) => {
        const quantity = quantityOf(line, index, draft);
        const less = step(lines, draft, index, -1);
        const more = step(lines, draft, index, 1);
        const most = Math.min(line.stock ?? maxQuantity, maxQuantity);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
          <li key={index} className={quantity === 0 ? 'line line-out' : 'line'}>
            <div className="line-words">
              <p className="line-item">{line.item}</p>
              <p className="line-price">
                <Amount value={line.unitPrice} size="s" />
                {line.stock != null && line.stock <= 10 && (
                  <span> · {t('order.stock', { stock: line.stock })}</span>
                )}
              </p>
            </div>
            {onChange ? (
              <fieldset className="stepper">
                <legend className="unseen">{t('order.quantityOf', { item: line.item })}</legend>
                <button
                  type="button"
                  aria-label={t('order.less', { item: line.item })}
                  disabled={quantityOf(line, index, less) === quantity}
                  onClick={() => onChange(less)}
                >
                  −
                </button>
                <output className="figures" aria-live="polite">
                  {quantity}
                </output>
                <button
                  type="button"
                  aria-label={t('order.more', { item: line.item })}
                  disabled={quantity >= most}
                  onClick={() => onChange(more)}
                >
                  +
                </button>
              </fieldset>
            ) : (
              <span className="figures quiet">× {line.quantity}</span>
            )}
            <Amount value={times(line.unitPrice, quantity)} />
          </li>
        );
      })}
    </ul>
  );
}
