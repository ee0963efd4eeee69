// Reads a QR code from a picture, for browsers that have no BarcodeDetector: iPhones' and most desktops'. By the library `qr`.
import { decodeQR, type Image } from 'qr/decode.js';

/** What the first code in the picture says; undefined when there is none that can be read whole. */
export function readQr(picture: Image): string | undefined {
  try {
    return decodeQR(picture);
  } catch {
    // The library throws for every picture without a code, and a camera shows many of these.
    return undefined;
  }
}
