// What the browser does with passkeys: it makes one, or signs with one. The server says for what; nothing is decided here.

/** WebAuthn's options and answers as JSON. */
export type OptionsJson = Readonly<Record<string, unknown>>;
export type CredentialJson = Readonly<Record<string, unknown>>;

/** `insecure`: browsers offer passkeys on https and localhost only, and never at an IP address. */
export function passkeySupport(): 'yes' | 'no' | 'insecure' {
  if (!window.isSecureContext || /^[\d.]+$|^\[/.test(window.location.hostname)) return 'insecure';
  return typeof PublicKeyCredential === 'undefined' || !navigator.credentials ? 'no' : 'yes';
}

/** Throws the browser's DOMException when the person does not want to, or the authenticator has one already. */
export async function makePasskey(options: OptionsJson): Promise<CredentialJson> {
  const publicKey = readOptions(options, 'parseCreationOptionsFromJSON');
  const made = await navigator.credentials.create({ publicKey: publicKey as never });
  return credentialJson(made as PublicKeyCredential);
}

/** The answer goes into `proof: { passkey }`. */
export async function signWithPasskey(options: OptionsJson): Promise<CredentialJson> {
  const publicKey = readOptions(options, 'parseRequestOptionsFromJSON');
  const signed = await navigator.credentials.get({ publicKey: publicKey as never });
  return credentialJson(signed as PublicKeyCredential);
}

/** Why it did not work, for words: people close the dialog, or have a passkey on this authenticator already. */
export function passkeyTrouble(error: unknown): 'cancelled' | 'known' | undefined {
  const name = error instanceof DOMException ? error.name : undefined;
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'InvalidStateError' ? 'known' : undefined;
}

type Parser = 'parseCreationOptionsFromJSON' | 'parseRequestOptionsFromJSON';

function readOptions(options: OptionsJson, parser: Parser): unknown {
  const parse = (PublicKeyCredential as unknown as Partial<Record<Parser, (json: unknown) => unknown>>)[
    parser
  ];
  return parse ? parse.call(PublicKeyCredential, options) : parseOptions(options);
}

/** For browsers without the parsers of WebAuthn Level 3: the fields that are bytes. */
export function parseOptions(options: OptionsJson): Record<string, unknown> {
  const described = (list: unknown) =>
    (list as { id: string }[] | undefined)?.map((one) => ({ ...one, id: fromBase64url(one.id) }));
  const user = options.user as { id: string } | undefined;
  return {
    ...options,
    challenge: fromBase64url(String(options.challenge)),
    ...(user ? { user: { ...user, id: fromBase64url(user.id) } } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: described(options.excludeCredentials) } : {}),
    ...(options.allowCredentials ? { allowCredentials: described(options.allowCredentials) } : {}),
  };
}

type Answer = Partial<
  Record<'attestationObject' | 'authenticatorData' | 'signature' | 'userHandle', ArrayBuffer | null>
> & {
  readonly clientDataJSON: ArrayBuffer;
  getTransports?(): string[];
};

/** The fields that the server reads, and no others: what a browser adds next year changes nothing here. */
export function credentialJson(credential: {
  readonly id: string;
  readonly type: string;
  readonly response: unknown;
}): CredentialJson {
  const answer = credential.response as Answer;
  const bytes = (name: 'attestationObject' | 'authenticatorData' | 'signature' | 'userHandle') => {
    const value = answer[name];
    return value ? { [name]: toBase64url(value) } : {};
  };
  const made = answer.attestationObject
    ? { ...bytes('attestationObject'), transports: answer.getTransports?.() ?? [] }
    : { ...bytes('authenticatorData'), ...bytes('signature'), ...bytes('userHandle') };
  return {
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: toBase64url(answer.clientDataJSON), ...made },
  };
}

export function toBase64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
