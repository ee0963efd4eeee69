// A quick product: its name, price and stock on this till.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../shared/components/Button.tsx';
import { Field } from '../../shared/components/Field.tsx';
import { MoneyInput } from '../../shared/components/Money.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { isPositive, parseMoney, toDecimal } from '../../shared/money.ts';
import { confirm } from '../Confirm.tsx';
import { type Product, removeProduct, saveProduct } from '../products.ts';
import { useShop } from '../session.ts';
import { productName } from './Sell.tsx';

export function ProductSheet(props: { product: Product | 'new' | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const shop = useShop();
  const { product, onClose } = props;
  const [name, setName] = useState('');
  const [price, setPrice] = useState('');
  const [stock, setStock] = useState('');

  useEffect(() => {
    const known = product === 'new' ? undefined : product;
    setName(known ? productName(known, t) : '');
    setPrice(known ? toDecimal(known.price) : '');
    setStock(known?.stock === undefined ? '' : String(known.stock));
  }, [product, t]);

  const money = parseMoney(price, shop.currency);
  const ready = name.trim() !== '' && isPositive(money) && /^\d{0,6}$/.test(stock);

  function save() {
    if (!isPositive(money) || product === undefined) return;
    const known = product === 'new' ? undefined : product;
    const keptName =
      known?.starter && productName(known, t) === name.trim() ? { starter: known.starter } : {};
    saveProduct(shop.id, shop.currency, {
      id: known?.id ?? crypto.randomUUID(),
      name: name.trim(),
      price: money,
      hue: known?.hue ?? Math.floor(Math.random() * 360),
      ...keptName,
      ...(stock === '' ? {} : { stock: Number(stock) }),
    });
    onClose();
  }

  async function remove(known: Product) {
    const text = t('product.deleteAsk', { name: productName(known, t) });
    if (!(await confirm({ text, yes: t('product.delete'), no: t('product.keep') }))) return;
    removeProduct(shop.id, shop.currency, known.id);
    onClose();
  }

  return (
    <Sheet
      open={product !== undefined}
      onClose={onClose}
      title={product === 'new' ? t('product.new') : t('product.edit')}
    >
      <div className="till-form">
        <Field label={t('product.name')} value={name} onChange={setName} maxLength={60} />
        <MoneyInput label={t('product.price')} value={price} onChange={setPrice} currency={shop.currency} />
        <Field
          label={t('product.stock')}
          hint={t('product.stockHint')}
          inputMode="numeric"
          value={stock}
          onChange={setStock}
          maxLength={6}
          mono
        />
        <Button size="large" block disabled={!ready} onClick={save}>
          {t('action.save')}
        </Button>
        {product !== 'new' && product !== undefined && (
          <Button kind="danger" block onClick={() => void remove(product)}>
            {t('product.delete')}
          </Button>
        )}
      </div>
    </Sheet>
  );
}
