/** The two functions of `web-push` 3.6 that are used here; the library brings no types. */
declare module 'web-push' {
  type Details = {
    readonly endpoint: string;
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string | number>>;
    readonly body: Buffer;
  };
  const webPush: {
    /** Encrypts (RFC 8291), signs (RFC 8292), sends nothing. Throws for keys that are none. */
    generateRequestDetails(
      subscription: {
        readonly endpoint: string;
        readonly keys: { readonly p256dh: string; readonly auth: string };
      },
      payload: string,
      options: {
        readonly vapidDetails: {
          readonly subject: string;
          readonly publicKey: string;
          readonly privateKey: string;
        };
        readonly TTL: number;
        readonly urgency: 'high' | 'normal';
        readonly topic?: string;
      },
    ): Details;
  };
  export default webPush;
}
