// A QR code on a white plate, readable in the dark theme too.
import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';

export function Qr(props: { value: string; size?: number; label?: string }) {
  const { t } = useTranslation();
  return (
    <div className="qr">
      <QRCodeSVG
        value={props.value}
        size={props.size ?? 208}
        level="M"
        marginSize={0}
        bgColor="#ffffff"
        fgColor="#0c2226"
        title={props.label ?? t('qr.label')}
      />
    </div>
  );
}
