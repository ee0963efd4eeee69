// Putting a sale together: quick products, an amount keypad, and the cart beside them (below, on a phone).
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { Segmented } from '../../shared/components/Switches.tsx';
import { formatMoney, isPositive } from '../../shared/money.ts';
import { addToCart, type Cart, cartTotal, countItems, pressKey } from '../cart.ts';
import { LiveMark } from '../LiveMark.tsx';
import { type Product, useProducts } from '../products.ts';
import { changeSale, useSale } from '../sale.ts';
import { useShop } from '../session.ts';
import { CartPanel } from './CartPanel.tsx';
import { ProductSheet } from './ProductSheet.tsx';

export function SellScreen() {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const [way, setWay] = useState<'products' | 'keypad'>('products');
  const { cart } = useSale(shop.id);
  const setCart = (next: Cart) => changeSale(shop.id, { cart: next });
  const [open, setOpen] = useState(false);
  const total = cartTotal(cart, shop.currency);
  const count = countItems(cart);

  return (
    <>
      <Bar title={shop.name} right={<LiveMark />} />
      <div className="till-sell">
        <section className="till-shelf" aria-label={t('sell.title')}>
          <Segmented
            name="way"
            label={t('sell.title')}
            value={way}
            options={[
              { value: 'products', label: t('sell.products') },
              { value: 'keypad', label: t('sell.keypad') },
            ]}
            onChange={setWay}
          />
          {way === 'products' ? (
            <Products cart={cart} onChange={setCart} />
          ) : (
            <Keypad onAdd={(minor) => setCart(addAmount(cart, minor, t('sell.customItem'), shop.currency))} />
          )}
        </section>
        <aside className="till-cart" aria-label={t('cart.title')}>
          <CartPanel />
        </aside>
      </div>
      {count > 0 && (
        <button type="button" className="till-cart-bar" onClick={() => setOpen(true)}>
          <span className="till-cart-count figures">{count}</span>
          <span className="unseen">{t('cart.show')}</span>
          <span>{t('cart.items', { count })}</span>
          <strong className="figures">{formatMoney(total, i18n.language)}</strong>
        </button>
      )}
      <Sheet open={open && count > 0} onClose={() => setOpen(false)} title={t('cart.title')}>
        <CartPanel />
      </Sheet>
    </>
  );
}

function addAmount(cart: Cart, minor: string, item: string, currency: string): Cart {
  return addToCart(cart, { key: crypto.randomUUID(), item, unitPrice: { minor, currency } });
}

function Products(props: { cart: Cart; onChange: (cart: Cart) => void }) {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const products = useProducts(shop.id, shop.currency);
  const [editing, setEditing] = useState(false);
  const [edited, setEdited] = useState<Product | 'new'>();
  return (
    <>
      <ul className="till-products">
        {products.map((product) => {
          const name = productName(product, t);
          const inCart = props.cart.find(({ key }) => key === product.id)?.quantity ?? 0;
          const left = product.stock === undefined ? undefined : product.stock - inCart;
          const line = {
            key: product.id,
            item: name,
            unitPrice: product.price,
            ...(product.stock === undefined ? {} : { stock: product.stock }),
          };
          return (
            <li key={product.id}>
              <button
                type="button"
                className={`till-product${editing ? ' till-product-editing' : ''}`}
                disabled={!editing && left !== undefined && left <= 0}
                onClick={() => (editing ? setEdited(product) : props.onChange(addToCart(props.cart, line)))}
              >
                <span
                  className="till-product-letter"
                  style={{ '--hue': product.hue } as React.CSSProperties}
                  aria-hidden="true"
                >
                  {[...name][0]}
                </span>
                {inCart > 0 && <span className="till-product-count figures">{inCart}</span>}
                <span className="till-product-name">{name}</span>
                <span className="till-product-foot">
                  <span className="figures">{formatMoney(product.price, i18n.language)}</span>
                  {left !== undefined && (
                    <small>{left <= 0 ? t('sell.soldOut') : t('sell.left', { count: left })}</small>
                  )}
                </span>
              </button>
            </li>
          );
        })}
        {editing && (
          <li>
            <button type="button" className="till-product till-product-new" onClick={() => setEdited('new')}>
              <span aria-hidden="true">+</span>
              {t('sell.add')}
            </button>
          </li>
        )}
      </ul>
      <button type="button" className="till-link" onClick={() => setEditing(!editing)}>
        {editing ? t('sell.editDone') : t('sell.edit')}
      </button>
      <ProductSheet product={edited} onClose={() => setEdited(undefined)} />
    </>
  );
}

/** A starter product is called by the person's language until the shop renames it. */
export function productName(product: Product, t: (key: string) => string): string {
  return product.starter ? t(`starter.${product.starter}`) : product.name;
}

function Keypad(props: { onAdd: (minor: string) => void }) {
  const { t } = useTranslation();
  const shop = useShop();
  const [minor, setMinor] = useState('0');
  const amount = { minor, currency: shop.currency };
  const words = { amount: formatMoney(amount, useTranslation().i18n.language) };
  return (
    <div className="till-keypad">
      <output className="till-keypad-amount">
        <Amount value={amount} size="xl" />
      </output>
      <fieldset className="till-keys">
        <legend className="unseen">{t('sell.keys')}</legend>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '0', 'delete'].map((key) => (
          <button
            key={key}
            type="button"
            className="till-key figures"
            aria-label={key === 'delete' ? t('sell.clear') : key}
            onClick={() => setMinor(pressKey(minor, key))}
          >
            {key === 'delete' ? '⌫' : key}
          </button>
        ))}
      </fieldset>
      <Button
        kind="soft"
        size="large"
        block
        disabled={!isPositive(amount)}
        onClick={() => {
          props.onAdd(minor);
          setMinor('0');
        }}
      >
        {isPositive(amount) ? t('sell.addAmount', words) : t('sell.addAnAmount')}
      </Button>
    </div>
  );
}
