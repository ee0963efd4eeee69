// Made by scripts/sdk-types.ts from the server's contracts. Do not edit: run the script after a contract has changed.

/**
 * Every operation of the API, by method and path.
 */
export interface Operations {
  /**
   * Remove a delivery address; orders that were paid with it keep it
   */
  'DELETE /v1/addresses/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix address
       */
      id: string;
      recipient: string;
      phone: string;
      region: string;
      city: string;
      line: string;
      /**
       * Empty where there is none
       */
      postcode: string;
      label: string;
      isDefault: boolean;
      createdAt: string;
    };
  };
  /**
   * End my guardianship; other guardians remain
   */
  'DELETE /v1/guardianships/{ward}': {
    params: {
      ward: string;
    };
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      ward: string;
      state: 'ended';
    };
  };
  /**
   * Take the approval of an address back
   */
  'DELETE /v1/guardianships/{ward}/addresses/{address}': {
    params: {
      ward: string;
      address: string;
    };
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      ward: string;
      /**
       * TypeID with prefix address
       */
      address: string;
      approved: boolean;
    };
  };
  /**
   * Remove a card
   */
  'DELETE /v1/instruments/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix instrument
       */
      id: string;
      kind: 'card';
      /**
       * asking, unverified, bound, declined, expired or revoked
       */
      state: string;
      last4: string;
      brand: string;
      /**
       * debit, credit, or card while it is not known
       */
      cardKind: string;
      bankName: string;
      /**
       * Masked
       */
      holder: string;
      version: number;
      /**
       * Until when the code is good
       */
      expiresAt?: string;
      createdAt: string;
      display: {
        icon: string;
        colour: string;
        label: {
          en: string;
          zh: string;
        };
      };
    };
  };
  /**
   * Revoke a secret key at once
   */
  'DELETE /v1/merchant/keys/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix key
       */
      id: string;
      label: string;
      last4: string;
      scopes: ('full' | 'orders' | 'refunds' | 'read')[];
      /**
       * active, expired or revoked
       */
      state: string;
      createdAt: string;
      expiresAt: string | null;
    };
  };
  /**
   * Remove a person from the staff at once
   */
  'DELETE /v1/merchant/staff/{person}': {
    params: {
      person: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix person
       */
      person: string;
      role: 'owner' | 'manager' | 'clerk';
      state: string;
    };
  };
  /**
   * Delete a rule: what it spoke for falls back to the next
   */
  'DELETE /v1/operator/error-prompts/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: undefined;
  };
  /**
   * Remove a passkey; it proves nothing from then on
   */
  'DELETE /v1/passkeys/{id}': {
    params: {
      id: string;
    };
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix passkey
       */
      id: string;
    };
  };
  /**
   * No more notices to this device
   */
  'DELETE /v1/push/subscriptions/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix push
       */
      id: string;
    };
  };
  /**
   * Switch it off: after a yes on another confirming device, or a day later when none is signed in
   */
  'DELETE /v1/second-device': {
    params: {};
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * null: no second device is asked
       */
      above: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      } | null;
      devices: {
        /**
         * TypeID with prefix device
         */
        id: string;
        name: string;
        confirms: boolean;
        isThis: boolean;
        signedIn: boolean;
      }[];
      endsAt?: string;
      /**
       * A loosening that waits for the yes of another device
       */
      waiting?: {
        /**
         * TypeID with prefix challenge
         */
        challenge: string;
        above: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        } | null;
        devices: string[] | null;
      };
    };
  };
  /**
   * Sign a device out
   */
  'DELETE /v1/sessions/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: undefined;
  };
  /**
   * A deputy answers no more: the supervisor takes him out, or he himself
   */
  'DELETE /v1/supervision/{payer}/deputies/{person}': {
    params: {
      payer: string;
      person: string;
    };
    query: {};
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
  /**
   * Send nothing there any more
   */
  'DELETE /v1/webhook-endpoints/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: undefined;
  };
  /**
   * Own accounts with their balances
   */
  'GET /v1/accounts': {
    params: {};
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix account
         */
        id: string;
        kind: string;
        currency: string;
        balance: {
          minor: string;
          currency: string;
        };
        /**
         * An amount of money
         */
        held: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        available: {
          minor: string;
          currency: string;
        };
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The movements of an own account, newest first; `at` reads it as of a time
   */
  'GET /v1/accounts/{id}/statement': {
    params: {
      id: string;
    };
    query: {
      after?: string;
      limit?: number;
      at?: string;
    };
    reply: {
      account: {
        /**
         * TypeID with prefix account
         */
        id: string;
        kind: string;
        currency: string;
        balance: {
          minor: string;
          currency: string;
        };
        /**
         * An amount of money
         */
        held: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        available: {
          minor: string;
          currency: string;
        };
      };
      data: {
        /**
         * Journal entry and place in it; the cursor
         */
        id: string;
        at: string;
        kind: string;
        amount: {
          minor: string;
          currency: string;
        };
        balanceAfter: {
          minor: string;
          currency: string;
        };
        counterparty: {
          id?: string;
          name?: string;
        };
        /**
         * The order, transfer, top-up or withdrawal
         */
        reference: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Own delivery addresses, newest first
   */
  'GET /v1/addresses': {
    params: {};
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix address
         */
        id: string;
        recipient: string;
        phone: string;
        region: string;
        city: string;
        line: string;
        /**
         * Empty where there is none
         */
        postcode: string;
        label: string;
        isDefault: boolean;
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * What waits for my answer, or what of mine waits for the answer of others
   */
  'GET /v1/challenges': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      role?: 'approver' | 'asker' | 'operator';
      state?: 'pending' | 'all';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix challenge
         */
        id: string;
        version: number;
        state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
        kind: string;
        /**
         * The id of what waits
         */
        subject: string;
        /**
         * Hash of what a yes is about; send it back with the answer
         */
        about: string;
        shown: {
          payee?: {
            id: string;
            name: string;
          };
          /**
           * An amount of money
           */
          amount?: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          mode?: 'balance' | 'card';
          lines?: {
            item: string;
            quantity: number;
            unitPrice: string;
          }[];
          address?: {
            [k: string]: unknown;
          };
          note?: string;
          /**
           * Names an act that moves no money
           */
          text?: string;
        };
        asker: {
          id: string;
          name: string;
        };
        reasons: {
          rule: string;
          version: number;
          because: string;
          details: {
            [k: string]: unknown;
          };
        }[];
        /**
         * all, any, atLeast/of or leaf, nested
         */
        needs: {
          [k: string]: unknown;
        };
        mine: {
          leaves: number[];
          proof: string[];
          answered: boolean;
        } | null;
        refusal?: {
          by: {
            id: string;
            name: string;
          };
          reason: string;
        };
        expiresAt: string;
        createdAt: string;
        endedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A challenge, for who asks and who may answer
   */
  'GET /v1/challenges/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix challenge
       */
      id: string;
      version: number;
      state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
      kind: string;
      /**
       * The id of what waits
       */
      subject: string;
      /**
       * Hash of what a yes is about; send it back with the answer
       */
      about: string;
      shown: {
        payee?: {
          id: string;
          name: string;
        };
        /**
         * An amount of money
         */
        amount?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        mode?: 'balance' | 'card';
        lines?: {
          item: string;
          quantity: number;
          unitPrice: string;
        }[];
        address?: {
          [k: string]: unknown;
        };
        note?: string;
        /**
         * Names an act that moves no money
         */
        text?: string;
      };
      asker: {
        id: string;
        name: string;
      };
      reasons: {
        rule: string;
        version: number;
        because: string;
        details: {
          [k: string]: unknown;
        };
      }[];
      /**
       * all, any, atLeast/of or leaf, nested
       */
      needs: {
        [k: string]: unknown;
      };
      mine: {
        leaves: number[];
        proof: string[];
        answered: boolean;
      } | null;
      refusal?: {
        by: {
          id: string;
          name: string;
        };
        reason: string;
      };
      expiresAt: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * What happened, oldest first; with Accept: text/event-stream as a live stream that resumes by Last-Event-ID
   */
  'GET /v1/events': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      order?: string;
      own?: boolean;
    };
    reply: {
      data: {
        /**
         * Number of the journal entry
         */
        seq: string;
        /**
         * event_<seq>_<n>; also the cursor to go on from, and the webhook-id
         */
        id: string;
        /**
         * In the past tense, e.g. order.paid
         */
        type: string;
        at: string;
        /**
         * Id of the thing it is about
         */
        object: string;
        data: {
          [k: string]: unknown;
        };
      }[];
      hasMore: boolean;
      /**
       * Pass it as `after`; it moves on even when the page is empty
       */
      next: string;
    };
  };
  /**
   * Whose guardian I am, and who are mine
   */
  'GET /v1/guardianships': {
    params: {};
    query: {};
    reply: {
      asGuardian: {
        ward: {
          id: string;
          name: string;
        };
        guardians: {
          id: string;
          name: string;
        }[];
        relation: 'minor' | 'elder';
        limits: {
          /**
           * An amount of money
           */
          small: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          large: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          dailySmall: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          dailyNormal: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
        };
        /**
         * What has passed since midnight UTC, or waits, without the yes of a guardian
         */
        spentToday: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        state: 'asked' | 'active';
        until?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
      }[];
      asWard: {
        ward: {
          id: string;
          name: string;
        };
        guardians: {
          id: string;
          name: string;
        }[];
        relation: 'minor' | 'elder';
        limits: {
          /**
           * An amount of money
           */
          small: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          large: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          dailySmall: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          /**
           * An amount of money
           */
          dailyNormal: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
        };
        /**
         * What has passed since midnight UTC, or waits, without the yes of a guardian
         */
        spentToday: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        state: 'asked' | 'active';
        until?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
      } | null;
    };
  };
  /**
   * What a payment of mine would need now: nothing, my own proof, or a guardian
   */
  'GET /v1/guardianships/outlook': {
    params: {};
    query: {
      minor: string;
      currency: string;
      address?: string;
    };
    reply: {
      band: 'small' | 'normal' | 'large';
      treatedAs: 'small' | 'normal' | 'large';
      verdict: 'free' | 'own-proof' | 'guardian' | 'refused';
      because: string;
    };
  };
  /**
   * A ward's delivery addresses, and which of them a guardian has approved
   */
  'GET /v1/guardianships/{ward}/addresses': {
    params: {
      ward: string;
    };
    query: {};
    reply: {
      data: {
        address: {
          /**
           * TypeID with prefix address
           */
          id: string;
          recipient: string;
          phone: string;
          region: string;
          city: string;
          line: string;
          /**
           * Empty where there is none
           */
          postcode: string;
        };
        isDefault: boolean;
        approved: boolean;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A note for every payment of a ward: amount, address, and what the guardian's rule said
   */
  'GET /v1/guardianships/{ward}/history': {
    params: {
      ward: string;
    };
    query: {
      limit?: number;
      after?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix notice
         */
        id: string;
        ward: {
          id: string;
          name: string;
        };
        /**
         * The id of the payment, transfer or withdrawal
         */
        subject: string;
        kind: 'payment' | 'transfer' | 'withdrawal';
        payee: {
          id: string;
          name: string;
        };
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * By the amount alone
         */
        band: 'small' | 'normal' | 'large';
        /**
         * With what else passed on that day
         */
        treatedAs: 'small' | 'normal' | 'large';
        address: {
          /**
           * TypeID with prefix address
           */
          id: string;
          recipient: string;
          phone: string;
          region: string;
          city: string;
          line: string;
          /**
           * Empty where there is none
           */
          postcode: string;
        } | null;
        /**
         * When it was paid; false where nothing is delivered
         */
        addressApproved: boolean;
        verdict: 'free' | 'own-proof' | 'guardian' | 'refused';
        because: string;
        state: 'asked' | 'paid' | 'failed';
        /**
         * In the history: the guardian who decided
         */
        answeredBy?: {
          id: string;
          name: string;
          answer: 'yes' | 'no';
        };
        at: string;
        endedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * My cards
   */
  'GET /v1/instruments': {
    params: {};
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix instrument
         */
        id: string;
        kind: 'card';
        /**
         * asking, unverified, bound, declined, expired or revoked
         */
        state: string;
        last4: string;
        brand: string;
        /**
         * debit, credit, or card while it is not known
         */
        cardKind: string;
        bankName: string;
        /**
         * Masked
         */
        holder: string;
        version: number;
        /**
         * Until when the code is good
         */
        expiresAt?: string;
        createdAt: string;
        display: {
          icon: string;
          colour: string;
          label: {
            en: string;
            zh: string;
          };
        };
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Who is signed in
   */
  'GET /v1/me': {
    params: {};
    query: {};
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      name: string;
      /**
       * E.164
       */
      phone: string;
      locale: string;
      realName: {
        name: string;
        idNumber: string;
      } | null;
      hasPin: boolean;
      pinLockedUntil: string | null;
      memberships: {
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        name: string;
        role: 'owner' | 'manager' | 'clerk';
      }[];
      operatorRoles: string[];
    };
  };
  /**
   * The rules by which my payments are judged
   */
  'GET /v1/me/policy': {
    params: {};
    query: {};
    reply: {
      version: number;
      rules: {
        kind: string;
        version: number;
        setBy: {
          id: string;
          name: string;
        };
        since: string;
        until?: string;
        params: {
          [k: string]: unknown;
        };
      }[];
    };
  };
  /**
   * The merchant of this key or staff member
   */
  'GET /v1/merchant': {
    params: {};
    query: {};
    reply: {
      /**
       * TypeID with prefix merchant
       */
      id: string;
      name: string;
      createdAt: string;
    };
  };
  /**
   * Secret keys, without their secrets
   */
  'GET /v1/merchant/keys': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix key
         */
        id: string;
        label: string;
        last4: string;
        scopes: ('full' | 'orders' | 'refunds' | 'read')[];
        /**
         * active, expired or revoked
         */
        state: string;
        createdAt: string;
        expiresAt: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Who may act for the merchant
   */
  'GET /v1/merchant/staff': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix person
         */
        person: string;
        name: string;
        phone: string;
        role: 'owner' | 'manager' | 'clerk';
        since: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * What an operator must look at, newest first
   */
  'GET /v1/operator/alerts': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'open' | 'closed';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix alert
         */
        id: string;
        state: 'open' | 'closed';
        kind:
          | 'AMOUNT_MISMATCH'
          | 'LATE_SUCCESS'
          | 'CONTRADICTION'
          | 'ESCALATED'
          | 'UNDO_FAILED'
          | 'UNKNOWN_REFERENCE'
          | 'STATEMENT_DIFFERS'
          | 'PAYEE_MISMATCH'
          | 'ORDER_MISMATCH'
          | 'SECOND_FEEDBACK'
          | 'AMBIGUOUS'
          | 'WINDOW_ENDED';
        object: string;
        /**
         * What happened, in English
         */
        note: string;
        raisedAt: string;
        closedAt: string | null;
        closedBy: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * What was asked of the bank, newest first
   */
  'GET /v1/operator/bank-requests': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: string;
      subject?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix bankreq
         */
        id: string;
        operation: 'debit' | 'refund' | 'transfer';
        state:
          | 'asking'
          | 'pending'
          | 'unknown'
          | 'escalated'
          | 'abandoned'
          | 'done'
          | 'declined'
          | 'undoing'
          | 'undone';
        /**
         * The id of the payment, refund, top-up, withdrawal or late debit
         */
        subject: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        payee: string;
        orderNumber: string | null;
        /**
         * The bank asks before it debits
         */
        confirm: boolean;
        code: string | null;
        bankReference: string | null;
        debit: string | null;
        attempts: number;
        inquiries: number;
        askedAt: string;
        deadlineAt: string;
        changedAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The rules in force, newest first
   */
  'GET /v1/operator/error-prompts': {
    params: {};
    query: {};
    reply: {
      version: number;
      data: {
        /**
         * TypeID with prefix prompt
         */
        id: string;
        match:
          | {
              code: string;
            }
          | {
              pattern: string;
            }
          | {
              family: string | '*';
            };
        texts: {
          en: string;
          zh?: string;
        };
        priority: number;
        version: number;
        author: string;
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Messages that nobody has written a prompt for, most frequent first, without secrets
   */
  'GET /v1/operator/error-prompts/unmapped': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        key: string;
        code: string | null;
        /**
         * Digits and long words are masked
         */
        message: string;
        source: string;
        count: string;
        firstAt: string;
        lastAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Every version of the rules, who made it and what it changed; newest first
   */
  'GET /v1/operator/error-prompts/versions': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        version: number;
        at: string;
        author: string;
        act: 'built-in' | 'saved' | 'deleted';
        rule: {
          /**
           * TypeID with prefix prompt
           */
          id: string;
          match:
            | {
                code: string;
              }
            | {
                pattern: string;
              }
            | {
                family: string | '*';
              };
          texts: {
            en: string;
            zh?: string;
          };
          priority: number;
          version: number;
          author: string;
          createdAt: string;
        } | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Late successes that the bank will not take back, newest first
   */
  'GET /v1/operator/failed-undos': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix bankreq
         */
        id: string;
        state: 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * The bank's own code, or one of ours, e.g. NO_ANSWER
         */
        code: string;
        /**
         * How often the bank has declined to take the money back
         */
        declines: number;
        retryAt: string | null;
        proposal: {
          /**
           * TypeID with prefix proposal
           */
          id: string;
          act: 'refund' | 'wallet';
          person: string | null;
          reason: string;
          /**
           * TypeID with prefix person
           */
          by: string;
          at: string;
          confirmedBy: string | null;
        } | null;
        failedAt: string;
        changedAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Entries of the journal, newest first; `next` goes on even when a page is empty
   */
  'GET /v1/operator/journal': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      kind?: string;
      actor?: string;
      outcome?: 'done' | 'refused';
    };
    reply: {
      data: {
        seq: string;
        at: string;
        kind: string;
        actor: {
          type: string;
          id: string;
          name?: string;
        };
        device: string | null;
        outcome: 'done' | 'refused';
        code: string | null;
        /**
         * What a refusal says to people; null when it was done
         */
        prompt: {
          en: string;
          zh: string;
        } | null;
        ref: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * One entry: what was asked, decided, moved and told
   */
  'GET /v1/operator/journal/{seq}': {
    params: {
      seq: string;
    };
    query: {};
    reply: {
      seq: string;
      at: string;
      kind: string;
      actor: {
        type: string;
        id: string;
        name?: string;
      };
      device: string | null;
      outcome: 'done' | 'refused';
      code: string | null;
      /**
       * What a refusal says to people; null when it was done
       */
      prompt: {
        en: string;
        zh: string;
      } | null;
      ref: string | null;
      key: string;
      body: unknown;
      reply: unknown;
      details: unknown;
      events: {
        type: string;
        object: string;
        audience: string[];
        data: unknown;
      }[];
      transfers: {
        n: number;
        kind: string;
        phase: string;
        debit: {
          id: string;
          kind: string;
          owner: string;
          name: string | null;
        };
        credit: {
          id: string;
          kind: string;
          owner: string;
          name: string | null;
        };
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        hold: string | null;
        reference: string;
      }[];
      effects: {
        kind: string;
        task: string;
        payload: unknown;
      }[];
      /**
       * SHA-256 of 0x00 and the bytes of the entry, in hex (RFC 6962)
       */
      leaf: string;
    };
  };
  /**
   * Every account of the ledger
   */
  'GET /v1/operator/ledger/accounts': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      kind?: string;
      owner?: string;
      currency?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix account
         */
        id: string;
        owner: string;
        ownerName: string | null;
        kind: string;
        currency: string;
        side: 'debit' | 'credit';
        balance: {
          minor: string;
          currency: string;
        };
        /**
         * An amount of money
         */
        held: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        available: {
          minor: string;
          currency: string;
        };
        least: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        } | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The movements of an account, newest first; `at` reads it as of a time
   */
  'GET /v1/operator/ledger/accounts/{id}/statement': {
    params: {
      id: string;
    };
    query: {
      after?: string;
      limit?: number;
      at?: string;
    };
    reply: {
      account: {
        /**
         * TypeID with prefix account
         */
        id: string;
        owner: string;
        ownerName: string | null;
        kind: string;
        currency: string;
        side: 'debit' | 'credit';
        balance: {
          minor: string;
          currency: string;
        };
        /**
         * An amount of money
         */
        held: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        available: {
          minor: string;
          currency: string;
        };
        least: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        } | null;
      };
      data: {
        seq: string;
        n: number;
        at: string;
        kind: string;
        phase: string;
        amount: {
          /**
           * With its sign
           */
          minor: string;
          currency: string;
        };
        balanceAfter: {
          /**
           * With its sign
           */
          minor: string;
          currency: string;
        };
        counterparty: {
          id: string;
          kind: string;
          owner: string;
          name: string | null;
        };
        hold: string | null;
        reference: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Do the books balance, now? With recount=true every counter is compared with its transfers
   */
  'GET /v1/operator/ledger/checks': {
    params: {};
    query: {
      recount?: boolean;
    };
    reply: {
      at: string;
      books: {
        ok: boolean;
        sums: {
          currency: string;
          posted: string;
          held: string;
          accounts: number;
        }[];
        clearing: {
          currency: string;
          kind: string;
          balance: string;
        }[];
        checkedAt: string;
      };
      tree: {
        size: string;
        root: string;
      };
      recount?: {
        ok: boolean;
        differing: string[];
      };
    };
  };
  /**
   * All merchants, newest first
   */
  'GET /v1/operator/merchants': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix merchant
         */
        id: string;
        name: string;
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Payments, volume, refusals and commands per minute, for charts
   */
  'GET /v1/operator/metrics-series': {
    params: {};
    query: {
      minutes?: number;
    };
    reply: {
      stepMs: number;
      data: {
        at: string;
        payments: number;
        /**
         * An amount of money
         */
        volume: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        refusals: number;
        commands: number;
        queue: number;
      }[];
      refusalsByCode: {
        code: string;
        count: number;
      }[];
    };
  };
  /**
   * All orders, newest first
   */
  'GET /v1/operator/orders': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      merchantReference?: string;
      merchant?: string;
      payer?: string;
      from?: string;
      to?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix order
         */
        id: string;
        /**
         * Id and version: the number of an amended order is void
         */
        number: string;
        version: number;
        state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
        merchant: {
          /**
           * TypeID with prefix merchant
           */
          id: string;
          name?: string;
        };
        merchantReference: string;
        description: string;
        lines: {
          item: string;
          /**
           * An amount of money
           */
          unitPrice: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          quantity: number;
          stock?: number;
        }[];
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        refunded: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        modes?: {
          id: string;
          kind: 'balance' | 'card';
          label: string;
          available: boolean;
          reason?: string;
          /**
           * Left out when displayVersion is current
           */
          display?: {
            [k: string]: unknown;
          };
        }[];
        displayVersion?: string;
        delivery: boolean;
        deliveryAddress?: {
          /**
           * TypeID with prefix address
           */
          id: string;
          recipient: string;
          phone: string;
          region: string;
          city: string;
          line: string;
          /**
           * Empty where there is none
           */
          postcode: string;
        };
        payUrl: string;
        /**
         * Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event
         */
        returnUrl?: string;
        payment?: {
          /**
           * TypeID with prefix payment
           */
          id: string;
          state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
          mode: string;
          /**
           * An amount of money
           */
          amount: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          code?: string;
          /**
           * TypeID with prefix challenge
           */
          challenge?: string;
          createdAt: string;
        };
        /**
         * For operators
         */
        payer?: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        expiresAt: string;
        createdAt: string;
        paidAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The state of the platform at a glance
   */
  'GET /v1/operator/overview': {
    params: {};
    query: {};
    reply: {
      at: string;
      books: {
        ok: boolean;
        sums: {
          currency: string;
          posted: string;
          held: string;
          accounts: number;
        }[];
        clearing: {
          currency: string;
          kind: string;
          balance: string;
        }[];
        checkedAt: string;
      };
      tree: {
        size: string;
        root: string;
      };
      halted: string | null;
      today: {
        payments: number;
        /**
         * An amount of money
         */
        volume: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * Since the start of this process where that was later
         */
        refusals: number;
      };
      queue: {
        waiting: number;
        commandsPerSecond: number;
      };
      unknownOutcomes: number;
      alerts: number;
      unmapped: number;
      deliveriesPending: number;
      deliveriesFailing: number;
      people: number;
      merchants: number;
    };
  };
  /**
   * Find people by name, phone or id; `operators` keeps those who have a role
   */
  'GET /v1/operator/people': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      query?: string;
      operators?: boolean;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
        /**
         * Masked for viewers
         */
        phone: string;
        realName: {
          name: string;
          idNumber: string;
        } | null;
        hasPin: boolean;
        pinLockedUntil: string | null;
        /**
         * @maxItems 3
         */
        operatorRoles: ('viewer' | 'support' | 'admin')[];
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * One person: who it is, where signed in, whose staff
   */
  'GET /v1/operator/people/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      name: string;
      /**
       * Masked for viewers
       */
      phone: string;
      realName: {
        name: string;
        idNumber: string;
      } | null;
      hasPin: boolean;
      pinLockedUntil: string | null;
      /**
       * @maxItems 3
       */
      operatorRoles: ('viewer' | 'support' | 'admin')[];
      createdAt: string;
      /**
       * Where the person is signed in, newest first; at most 100
       */
      sessions: {
        /**
         * TypeID with prefix session
         */
        id: string;
        device: {
          /**
           * TypeID with prefix device
           */
          id: string;
          name: string;
        };
        openedAt: string;
        expiresAt: string;
      }[];
      memberships: {
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        name: string;
        role: 'owner' | 'manager' | 'clerk';
      }[];
    };
  };
  /**
   * The cards of a person; their numbers are masked
   */
  'GET /v1/operator/people/{id}/instruments': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix instrument
         */
        id: string;
        kind: 'card';
        /**
         * asking, unverified, bound, declined, expired or revoked
         */
        state: string;
        last4: string;
        brand: string;
        /**
         * debit, credit, or card while it is not known
         */
        cardKind: string;
        bankName: string;
        /**
         * Masked
         */
        holder: string;
        version: number;
        /**
         * Until when the code is good
         */
        expiresAt?: string;
        createdAt: string;
        display: {
          icon: string;
          colour: string;
          label: {
            en: string;
            zh: string;
          };
        };
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A person's rules and every version that ever held
   */
  'GET /v1/operator/people/{id}/policy': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      current: {
        version: number;
        rules: {
          kind: string;
          version: number;
          setBy: {
            id: string;
            name: string;
          };
          since: string;
          until?: string;
          params: {
            [k: string]: unknown;
          };
        }[];
      };
      history: {
        version: number;
        at: string;
        by: {
          id: string;
          name: string;
        };
        rules: {
          kind: string;
          version: number;
          setBy: {
            id: string;
            name: string;
          };
          since: string;
          until?: string;
          params: {
            [k: string]: unknown;
          };
        }[];
      }[];
    };
  };
  /**
   * Comparisons made, newest first
   */
  'GET /v1/operator/reconciliations': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix recon
         */
        id: string;
        at: string;
        /**
         * Where the statement begins
         */
        from: string;
        /**
         * Where the statement ends; the period of today ends now
         */
        to: string;
        entries: number;
        matched: number;
        /**
         * Minor units at the end of the period, as the statement says
         */
        bankBalance: string;
        /**
         * Minor units at the end of the period, as our books say
         */
        ledgerBalance: string;
        differences: {
          kind: 'UNKNOWN_HERE' | 'NOT_DONE_HERE' | 'STILL_OPEN' | 'AMOUNT' | 'TWICE' | 'NOT_AT_BANK';
          reference: string;
          bankMinor: string | null;
          ourMinor: string | null;
        }[];
        /**
         * There are no differences. What was under way when the period ended may keep the balances apart
         */
        ok: boolean;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * All refunds, newest first
   */
  'GET /v1/operator/refunds': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      order?: string;
      state?: 'pending' | 'done' | 'failed';
      merchantReference?: string;
      merchant?: string;
      payer?: string;
      from?: string;
      to?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix refund
         */
        id: string;
        /**
         * TypeID with prefix order
         */
        order: string;
        state: 'pending' | 'done' | 'failed';
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        merchantReference: string;
        code?: string;
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * What was sent where, of all merchants
   */
  'GET /v1/operator/webhook-deliveries': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      endpoint?: string;
      state?: 'pending' | 'delivered' | 'failed' | 'cancelled';
      merchant?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix delivery
         */
        id: string;
        /**
         * TypeID with prefix endpoint
         */
        endpoint: string;
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        eventId: string;
        eventType: string;
        object: string;
        state: 'pending' | 'delivered' | 'failed' | 'cancelled';
        attempts: number;
        createdAt: string;
        nextAttemptAt: string | null;
        deliveredAt: string | null;
        lastAttemptAt: string | null;
        lastStatus: number | null;
        lastError: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The URLs that events of all merchants are sent to
   */
  'GET /v1/operator/webhook-endpoints': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix endpoint
         */
        id: string;
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        url: string;
        description: string;
        createdAt: string;
        oldSecretUntil: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Own orders, newest first
   */
  'GET /v1/orders': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      merchantReference?: string;
      merchant?: string;
      payer?: string;
      from?: string;
      to?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix order
         */
        id: string;
        /**
         * Id and version: the number of an amended order is void
         */
        number: string;
        version: number;
        state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
        merchant: {
          /**
           * TypeID with prefix merchant
           */
          id: string;
          name?: string;
        };
        merchantReference: string;
        description: string;
        lines: {
          item: string;
          /**
           * An amount of money
           */
          unitPrice: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          quantity: number;
          stock?: number;
        }[];
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        refunded: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        modes?: {
          id: string;
          kind: 'balance' | 'card';
          label: string;
          available: boolean;
          reason?: string;
          /**
           * Left out when displayVersion is current
           */
          display?: {
            [k: string]: unknown;
          };
        }[];
        displayVersion?: string;
        delivery: boolean;
        deliveryAddress?: {
          /**
           * TypeID with prefix address
           */
          id: string;
          recipient: string;
          phone: string;
          region: string;
          city: string;
          line: string;
          /**
           * Empty where there is none
           */
          postcode: string;
        };
        payUrl: string;
        /**
         * Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event
         */
        returnUrl?: string;
        payment?: {
          /**
           * TypeID with prefix payment
           */
          id: string;
          state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
          mode: string;
          /**
           * An amount of money
           */
          amount: {
            /**
             * Minor units as a decimal string, e.g. cents
             */
            minor: string;
            /**
             * ISO 4217 code
             */
            currency: string;
          };
          code?: string;
          /**
           * TypeID with prefix challenge
           */
          challenge?: string;
          createdAt: string;
        };
        /**
         * For operators
         */
        payer?: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        expiresAt: string;
        createdAt: string;
        paidAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * An order, for its merchant, its payer, or whoever has its link while it is open
   */
  'GET /v1/orders/{id}': {
    params: {
      id: string;
    };
    query: {
      displayVersion?: string;
    };
    reply: {
      /**
       * TypeID with prefix order
       */
      id: string;
      /**
       * Id and version: the number of an amended order is void
       */
      number: string;
      version: number;
      state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      merchant: {
        /**
         * TypeID with prefix merchant
         */
        id: string;
        name?: string;
      };
      merchantReference: string;
      description: string;
      lines: {
        item: string;
        /**
         * An amount of money
         */
        unitPrice: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        quantity: number;
        stock?: number;
      }[];
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      refunded: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      modes?: {
        id: string;
        kind: 'balance' | 'card';
        label: string;
        available: boolean;
        reason?: string;
        /**
         * Left out when displayVersion is current
         */
        display?: {
          [k: string]: unknown;
        };
      }[];
      displayVersion?: string;
      delivery: boolean;
      deliveryAddress?: {
        /**
         * TypeID with prefix address
         */
        id: string;
        recipient: string;
        phone: string;
        region: string;
        city: string;
        line: string;
        /**
         * Empty where there is none
         */
        postcode: string;
      };
      payUrl: string;
      /**
       * Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event
       */
      returnUrl?: string;
      payment?: {
        /**
         * TypeID with prefix payment
         */
        id: string;
        state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
        mode: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        code?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        createdAt: string;
      };
      /**
       * For operators
       */
      payer?: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      expiresAt: string;
      createdAt: string;
      paidAt?: string;
    };
  };
  /**
   * Whom the link of an order pays, and how much: for whoever has it, until somebody pays
   */
  'GET /v1/orders/{id}/summary': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix order
       */
      id: string;
      state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      merchant: {
        /**
         * TypeID with prefix merchant
         */
        id: string;
        name?: string;
      };
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      expiresAt: string;
    };
  };
  /**
   * My passkeys
   */
  'GET /v1/passkeys': {
    params: {};
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix passkey
         */
        id: string;
        name: string;
        /**
         * Its authenticator keeps a copy elsewhere
         */
        synced: boolean;
        createdAt: string;
        lastUsedAt: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Debits confirmed to the bank; `state=confirmed` are those still to be marked
   */
  'GET /v1/pending-debits': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'confirmed' | 'marked';
    };
    reply: {
      data: {
        payment: string;
        state: 'confirmed' | 'marked';
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        orderNumber?: string;
        mark?: string;
        reminders: number;
        confirmedAt: string;
        markedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The person behind a phone number, to send money to
   */
  'GET /v1/people/lookup': {
    params: {};
    query: {
      phone: string;
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      /**
       * Masked
       */
      name: string;
    };
  };
  /**
   * How far the setting of a forgotten PIN has come
   */
  'GET /v1/pin-recoveries/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix pinrecovery
       */
      id: string;
      state: 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';
      /**
       * The card's last four digits
       */
      last4: string;
      /**
       * When declined: the bank's code, or NO_ANSWER when it was silent
       */
      code?: string;
      expiresAt?: string;
      createdAt: string;
    };
  };
  /**
   * The key by which push services know this platform
   */
  'GET /v1/push/key': {
    params: {};
    query: {};
    reply: {
      /**
       * For applicationServerKey (VAPID, RFC 8292), base64url
       */
      publicKey: string;
    };
  };
  /**
   * My devices that take notices
   */
  'GET /v1/push/subscriptions': {
    params: {};
    query: {};
    reply: {
      data: {
        /**
         * TypeID with prefix push
         */
        id: string;
        /**
         * Host of the browser's push service
         */
        service: string;
        since: string;
        device: {
          /**
           * TypeID with prefix device
           */
          id: string;
          name: string;
        };
        /**
         * The device that asks
         */
        current: boolean;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Own refunds, newest first; those of one order on request
   */
  'GET /v1/refunds': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      order?: string;
      state?: 'pending' | 'done' | 'failed';
      merchantReference?: string;
      merchant?: string;
      payer?: string;
      from?: string;
      to?: string;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix refund
         */
        id: string;
        /**
         * TypeID with prefix order
         */
        order: string;
        state: 'pending' | 'done' | 'failed';
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        merchantReference: string;
        code?: string;
        createdAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A refund, for its merchant
   */
  'GET /v1/refunds/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix refund
       */
      id: string;
      /**
       * TypeID with prefix order
       */
      order: string;
      state: 'pending' | 'done' | 'failed';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      merchantReference: string;
      code?: string;
      createdAt: string;
    };
  };
  /**
   * Above which amount another device of mine is asked, and which devices confirm
   */
  'GET /v1/second-device': {
    params: {};
    query: {};
    reply: {
      /**
       * null: no second device is asked
       */
      above: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      } | null;
      devices: {
        /**
         * TypeID with prefix device
         */
        id: string;
        name: string;
        confirms: boolean;
        isThis: boolean;
        signedIn: boolean;
      }[];
      endsAt?: string;
      /**
       * A loosening that waits for the yes of another device
       */
      waiting?: {
        /**
         * TypeID with prefix challenge
         */
        challenge: string;
        above: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        } | null;
        devices: string[] | null;
      };
    };
  };
  /**
   * The devices that are signed in
   */
  'GET /v1/sessions': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix session
         */
        id: string;
        device: {
          /**
           * TypeID with prefix device
           */
          id: string;
          name: string;
        };
        current: boolean;
        openedAt: string;
        expiresAt: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Who supervises me, whom I supervise, and for whose supervisors I stand in
   */
  'GET /v1/supervision': {
    params: {};
    query: {};
    reply: {
      asPayer: {
        payer: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        supervisor: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        deputies: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        }[];
        /**
         * An amount of money
         */
        freeLimit: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        state: 'asked' | 'active' | 'leaving' | 'ended';
        endsAt?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        /**
         * It ends at endsAt all the same
         */
        leaveRefused?: {
          reason: string;
          at: string;
        };
      } | null;
      asSupervisor: {
        payer: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        supervisor: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        deputies: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        }[];
        /**
         * An amount of money
         */
        freeLimit: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        state: 'asked' | 'active' | 'leaving' | 'ended';
        endsAt?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        /**
         * It ends at endsAt all the same
         */
        leaveRefused?: {
          reason: string;
          at: string;
        };
      }[];
      /**
       * For whose supervisors I may answer; what passes between payer and supervisor is left out
       */
      asDeputy: {
        payer: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        supervisor: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        deputies: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        }[];
        /**
         * An amount of money
         */
        freeLimit: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        state: 'asked' | 'active' | 'leaving' | 'ended';
        endsAt?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        /**
         * It ends at endsAt all the same
         */
        leaveRefused?: {
          reason: string;
          at: string;
        };
      }[];
      /**
       * My last supervisor gave it up, and I have asked nobody since
       */
      resigned?: {
        supervisor: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        at: string;
      };
    };
  };
  /**
   * What of the payer was asked for, how it was answered and what became of it
   */
  'GET /v1/supervision/{payer}/history': {
    params: {
      payer: string;
    };
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix challenge
         */
        challenge: string;
        kind: string;
        /**
         * The payment, transfer or withdrawal
         */
        subject: string;
        payee?: {
          id: string;
          name: string;
        };
        /**
         * An amount of money
         */
        amount?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        note?: string;
        state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
        outcome: 'waiting' | 'paid' | 'dropped';
        answeredBy?: {
          /**
           * TypeID with prefix person
           */
          id: string;
          name: string;
        };
        createdAt: string;
        endedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Own top-ups, newest first; those in one state on request
   */
  'GET /v1/top-ups': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'pending' | 'unknown' | 'done' | 'failed';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix topup
         */
        id: string;
        state: 'pending' | 'unknown' | 'done' | 'failed';
        /**
         * TypeID with prefix instrument
         */
        instrument: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * Why it failed: the bank's code, NO_ANSWER or AMOUNT_MISMATCH
         */
        code?: string;
        createdAt: string;
        endedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A top-up of mine
   */
  'GET /v1/top-ups/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix topup
       */
      id: string;
      state: 'pending' | 'unknown' | 'done' | 'failed';
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * Why it failed: the bank's code, NO_ANSWER or AMOUNT_MISMATCH
       */
      code?: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * A transfer, for its payer and payee
   */
  'GET /v1/transfers/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix transfer
       */
      id: string;
      state: 'waiting' | 'done' | 'failed';
      /**
       * TypeID with prefix person
       */
      from: string;
      /**
       * TypeID with prefix person
       */
      to: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      note: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      code?: string;
      createdAt: string;
    };
  };
  /**
   * What was sent where, newest first
   */
  'GET /v1/webhook-deliveries': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      endpoint?: string;
      state?: 'pending' | 'delivered' | 'failed' | 'cancelled';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix delivery
         */
        id: string;
        /**
         * TypeID with prefix endpoint
         */
        endpoint: string;
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        eventId: string;
        eventType: string;
        object: string;
        state: 'pending' | 'delivered' | 'failed' | 'cancelled';
        attempts: number;
        createdAt: string;
        nextAttemptAt: string | null;
        deliveredAt: string | null;
        lastAttemptAt: string | null;
        lastStatus: number | null;
        lastError: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * The URLs that events are sent to
   */
  'GET /v1/webhook-endpoints': {
    params: {};
    query: {
      after?: string;
      limit?: number;
    };
    reply: {
      data: {
        /**
         * TypeID with prefix endpoint
         */
        id: string;
        /**
         * TypeID with prefix merchant
         */
        merchant: string;
        url: string;
        description: string;
        createdAt: string;
        oldSecretUntil: string | null;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * Own withdrawals, newest first; those in one state on request
   */
  'GET /v1/withdrawals': {
    params: {};
    query: {
      after?: string;
      limit?: number;
      state?: 'waiting' | 'pending' | 'unknown' | 'done' | 'failed';
    };
    reply: {
      data: {
        /**
         * TypeID with prefix withdrawal
         */
        id: string;
        state: 'waiting' | 'pending' | 'unknown' | 'done' | 'failed';
        /**
         * TypeID with prefix instrument
         */
        instrument: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        /**
         * Why it failed: the bank's code, CARD_REVOKED or APPROVAL_REFUSED and the like
         */
        code?: string;
        createdAt: string;
        endedAt?: string;
      }[];
      hasMore: boolean;
      next: string | null;
    };
  };
  /**
   * A withdrawal of mine
   */
  'GET /v1/withdrawals/{id}': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix withdrawal
       */
      id: string;
      state: 'waiting' | 'pending' | 'unknown' | 'done' | 'failed';
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * Why it failed: the bank's code, CARD_REVOKED or APPROVAL_REFUSED and the like
       */
      code?: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * Change name or language
   */
  'PATCH /v1/me': {
    params: {};
    query: {};
    body: {
      name?: string;
      locale?: 'en' | 'zh';
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      name: string;
      phone: string;
      locale: string;
    };
  };
  /**
   * Add a delivery address; the first one becomes the default
   */
  'POST /v1/addresses': {
    params: {};
    query: {};
    body: {
      /**
       * What its owner calls it; nobody else sees it
       */
      label?: string;
      recipient: string;
      /**
       * E.164
       */
      phone: string;
      region: string;
      city: string;
      line: string;
      postcode?: string;
    };
    reply: {
      /**
       * TypeID with prefix address
       */
      id: string;
      recipient: string;
      phone: string;
      region: string;
      city: string;
      line: string;
      /**
       * Empty where there is none
       */
      postcode: string;
      label: string;
      isDefault: boolean;
      createdAt: string;
    };
  };
  /**
   * Make an address the one that is meant when a payment names none
   */
  'POST /v1/addresses/{id}/default': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix address
       */
      id: string;
      recipient: string;
      phone: string;
      region: string;
      city: string;
      line: string;
      /**
       * Empty where there is none
       */
      postcode: string;
      label: string;
      isDefault: boolean;
      createdAt: string;
    };
  };
  /**
   * Say yes (with a proof) or no (with a reason)
   */
  'POST /v1/challenges/{id}/answers': {
    params: {
      id: string;
    };
    query: {};
    body: {
      answer: 'yes' | 'no';
      /**
       * `about` of the challenge that was shown
       */
      about: string;
      reason?: string;
      proof?:
        | {
            /**
             * Payment PIN, six digits
             */
            pin: string;
          }
        | {
            /**
             * AuthenticationResponseJSON of WebAuthn
             */
            passkey: {
              id: string;
              rawId: string;
              type: 'public-key';
              clientExtensionResults?: {
                [k: string]: unknown;
              };
              authenticatorAttachment?: string | null;
              response: {
                clientDataJSON: string;
                authenticatorData: string;
                signature: string;
                userHandle?: string | null;
              };
            };
          }
        | {
            code: string;
          };
    };
    reply: {
      /**
       * TypeID with prefix challenge
       */
      id: string;
      version: number;
      state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
      kind: string;
      /**
       * The id of what waits
       */
      subject: string;
      /**
       * Hash of what a yes is about; send it back with the answer
       */
      about: string;
      shown: {
        payee?: {
          id: string;
          name: string;
        };
        /**
         * An amount of money
         */
        amount?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        mode?: 'balance' | 'card';
        lines?: {
          item: string;
          quantity: number;
          unitPrice: string;
        }[];
        address?: {
          [k: string]: unknown;
        };
        note?: string;
        /**
         * Names an act that moves no money
         */
        text?: string;
      };
      asker: {
        id: string;
        name: string;
      };
      reasons: {
        rule: string;
        version: number;
        because: string;
        details: {
          [k: string]: unknown;
        };
      }[];
      /**
       * all, any, atLeast/of or leaf, nested
       */
      needs: {
        [k: string]: unknown;
      };
      mine: {
        leaves: number[];
        proof: string[];
        answered: boolean;
      } | null;
      refusal?: {
        by: {
          id: string;
          name: string;
        };
        reason: string;
      };
      expiresAt: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * Give up what I asked for
   */
  'POST /v1/challenges/{id}/cancel': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix challenge
       */
      id: string;
      version: number;
      state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
      kind: string;
      /**
       * The id of what waits
       */
      subject: string;
      /**
       * Hash of what a yes is about; send it back with the answer
       */
      about: string;
      shown: {
        payee?: {
          id: string;
          name: string;
        };
        /**
         * An amount of money
         */
        amount?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        mode?: 'balance' | 'card';
        lines?: {
          item: string;
          quantity: number;
          unitPrice: string;
        }[];
        address?: {
          [k: string]: unknown;
        };
        note?: string;
        /**
         * Names an act that moves no money
         */
        text?: string;
      };
      asker: {
        id: string;
        name: string;
      };
      reasons: {
        rule: string;
        version: number;
        because: string;
        details: {
          [k: string]: unknown;
        };
      }[];
      /**
       * all, any, atLeast/of or leaf, nested
       */
      needs: {
        [k: string]: unknown;
      };
      mine: {
        leaves: number[];
        proof: string[];
        answered: boolean;
      } | null;
      refusal?: {
        by: {
          id: string;
          name: string;
        };
        reason: string;
      };
      expiresAt: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * Send me a one-time code for this answer, to my registered phone
   */
  'POST /v1/challenges/{id}/codes': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      expiresAt: string;
    };
  };
  /**
   * What my passkey is to sign, so that its yes is good for this challenge alone
   */
  'POST /v1/challenges/{id}/passkey-options': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      expiresAt: string;
      /**
       * For navigator.credentials, as JSON: PublicKeyCredential.parse...OptionsFromJSON reads it
       */
      options: {
        [k: string]: unknown;
      };
    };
  };
  /**
   * Turns an error message that a front-end got into words for a person
   */
  'POST /v1/error-prompts': {
    params: {};
    query: {};
    body: {
      code?: string;
      message?: string;
      /**
       * Which front-end or system said it
       */
      source?: string;
    };
    reply: {
      prompt: string;
      reference: string;
    };
  };
  /**
   * Ask to be the guardian of somebody; he says yes, or one of the guardians he has
   */
  'POST /v1/guardianships': {
    params: {};
    query: {};
    body: {
      /**
       * A person id or a phone number (E.164)
       */
      ward: string;
      relation: 'minor' | 'elder';
      until?: string;
      /**
       * Where the ward has guardians already, theirs stay
       */
      limits?: {
        /**
         * An amount of money
         */
        small: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        large: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailySmall?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailyNormal?: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
      };
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      ward: {
        id: string;
        name: string;
      };
      guardians: {
        id: string;
        name: string;
      }[];
      relation: 'minor' | 'elder';
      limits: {
        /**
         * An amount of money
         */
        small: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        large: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailySmall: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailyNormal: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
      };
      /**
       * What has passed since midnight UTC, or waits, without the yes of a guardian
       */
      spentToday: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active';
      until?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
    };
  };
  /**
   * Bind a card by typing it; the bank sends a code to its reserved phone
   */
  'POST /v1/instruments': {
    params: {};
    query: {};
    body: {
      kind: 'card';
      /**
       * The card number, digits only
       */
      pan: string;
      holderName: string;
      /**
       * YYYY-MM, or MM/YY as on the card
       */
      expiry: string;
      /**
       * E.164
       */
      phone: string;
    };
    reply: {
      /**
       * TypeID with prefix instrument
       */
      id: string;
      kind: 'card';
      /**
       * asking, unverified, bound, declined, expired or revoked
       */
      state: string;
      last4: string;
      brand: string;
      /**
       * debit, credit, or card while it is not known
       */
      cardKind: string;
      bankName: string;
      /**
       * Masked
       */
      holder: string;
      version: number;
      /**
       * Until when the code is good
       */
      expiresAt?: string;
      createdAt: string;
      display: {
        icon: string;
        colour: string;
        label: {
          en: string;
          zh: string;
        };
      };
    };
  };
  /**
   * Prove with the code that the card is mine
   */
  'POST /v1/instruments/{id}/verify': {
    params: {
      id: string;
    };
    query: {};
    body: {
      /**
       * As sent to the reserved phone
       */
      code: string;
    };
    reply: {
      /**
       * TypeID with prefix instrument
       */
      id: string;
      kind: 'card';
      /**
       * asking, unverified, bound, declined, expired or revoked
       */
      state: string;
      last4: string;
      brand: string;
      /**
       * debit, credit, or card while it is not known
       */
      cardKind: string;
      bankName: string;
      /**
       * Masked
       */
      holder: string;
      version: number;
      /**
       * Until when the code is good
       */
      expiresAt?: string;
      createdAt: string;
      display: {
        icon: string;
        colour: string;
        label: {
          en: string;
          zh: string;
        };
      };
    };
  };
  /**
   * Whether this is my payment PIN, before a new one is typed; counts like any other try
   */
  'POST /v1/me/pin/checks': {
    params: {};
    query: {};
    body: {
      /**
       * Payment PIN, six digits
       */
      pin: string;
    };
    reply: {
      hasPin: true;
    };
  };
  /**
   * Make a secret key; `replaces` rotates an old one out
   */
  'POST /v1/merchant/keys': {
    params: {};
    query: {};
    body: {
      label?: string;
      /**
       * @minItems 1
       * @maxItems 4
       */
      scopes?: ('full' | 'orders' | 'refunds' | 'read')[];
      /**
       * TypeID with prefix key
       */
      replaces?: string;
      overlapMs?: number;
    };
    reply: {
      /**
       * TypeID with prefix key
       */
      id: string;
      label: string;
      last4: string;
      scopes: ('full' | 'orders' | 'refunds' | 'read')[];
      /**
       * active, expired or revoked
       */
      state: string;
      createdAt: string;
      expiresAt: string | null;
      /**
       * Shown with this answer only
       */
      secretKey: string;
    };
  };
  /**
   * Add a person to the staff, or change a role
   */
  'POST /v1/merchant/staff': {
    params: {};
    query: {};
    body: {
      /**
       * E.164
       */
      phone: string;
      role: 'owner' | 'manager' | 'clerk';
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      person: string;
      role: 'owner' | 'manager' | 'clerk';
      state: string;
    };
  };
  /**
   * Close an alert that has been looked at
   */
  'POST /v1/operator/alerts/{id}/close': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix alert
       */
      id: string;
      state: 'open' | 'closed';
      kind:
        | 'AMOUNT_MISMATCH'
        | 'LATE_SUCCESS'
        | 'CONTRADICTION'
        | 'ESCALATED'
        | 'UNDO_FAILED'
        | 'UNKNOWN_REFERENCE'
        | 'STATEMENT_DIFFERS'
        | 'PAYEE_MISMATCH'
        | 'ORDER_MISMATCH'
        | 'SECOND_FEEDBACK'
        | 'AMBIGUOUS'
        | 'WINDOW_ENDED';
      object: string;
      /**
       * What happened, in English
       */
      note: string;
      raisedAt: string;
      closedAt: string | null;
      closedBy: string | null;
    };
  };
  /**
   * Save a rule; it acts everywhere within five seconds
   */
  'POST /v1/operator/error-prompts': {
    params: {};
    query: {};
    body: {
      match:
        | {
            code: string;
          }
        | {
            pattern: string;
          }
        | {
            family: string | '*';
          };
      texts: {
        en: string;
        zh?: string;
      };
      priority?: number;
    };
    reply: {
      /**
       * TypeID with prefix prompt
       */
      id: string;
      match:
        | {
            code: string;
          }
        | {
            pattern: string;
          }
        | {
            family: string | '*';
          };
      texts: {
        en: string;
        zh?: string;
      };
      priority: number;
      version: number;
      author: string;
      createdAt: string;
    };
  };
  /**
   * What a message would become now; counts nothing
   */
  'POST /v1/operator/error-prompts/try': {
    params: {};
    query: {};
    body: {
      code?: string;
      message?: string;
      /**
       * Which front-end or system said it
       */
      source?: string;
    };
    reply: {
      prompt: {
        en: string;
        zh: string;
      };
      rule: {
        /**
         * TypeID with prefix prompt
         */
        id: string;
        match:
          | {
              code: string;
            }
          | {
              pattern: string;
            }
          | {
              family: string | '*';
            };
        texts: {
          en: string;
          zh?: string;
        };
        priority: number;
        version: number;
        author: string;
        createdAt: string;
      } | null;
      mapped: boolean;
    };
  };
  /**
   * Confirm another operator's proposal: it is done at once
   */
  'POST /v1/operator/failed-undos/{id}/confirm': {
    params: {
      id: string;
    };
    query: {};
    body: {
      /**
       * TypeID with prefix proposal
       */
      proposal: string;
    };
    reply: {
      /**
       * TypeID with prefix bankreq
       */
      id: string;
      state: 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * The bank's own code, or one of ours, e.g. NO_ANSWER
       */
      code: string;
      /**
       * How often the bank has declined to take the money back
       */
      declines: number;
      retryAt: string | null;
      proposal: {
        /**
         * TypeID with prefix proposal
         */
        id: string;
        act: 'refund' | 'wallet';
        person: string | null;
        reason: string;
        /**
         * TypeID with prefix person
         */
        by: string;
        at: string;
        confirmedBy: string | null;
      } | null;
      failedAt: string;
      changedAt: string;
    };
  };
  /**
   * Propose to ask the bank again at once, or to give the money to a wallet; another operator confirms
   */
  'POST /v1/operator/failed-undos/{id}/proposals': {
    params: {
      id: string;
    };
    query: {};
    body: {
      act: 'refund' | 'wallet';
      /**
       * TypeID with prefix person
       */
      person?: string;
      reason: string;
    };
    reply: {
      /**
       * TypeID with prefix bankreq
       */
      id: string;
      state: 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * The bank's own code, or one of ours, e.g. NO_ANSWER
       */
      code: string;
      /**
       * How often the bank has declined to take the money back
       */
      declines: number;
      retryAt: string | null;
      proposal: {
        /**
         * TypeID with prefix proposal
         */
        id: string;
        act: 'refund' | 'wallet';
        person: string | null;
        reason: string;
        /**
         * TypeID with prefix person
         */
        by: string;
        at: string;
        confirmedBy: string | null;
      } | null;
      failedAt: string;
      changedAt: string;
    };
  };
  /**
   * Register a merchant, with its first owner
   */
  'POST /v1/operator/merchants': {
    params: {};
    query: {};
    body: {
      name: string;
      /**
       * E.164
       */
      owner?: string;
    };
    reply: {
      /**
       * TypeID with prefix merchant
       */
      id: string;
      name: string;
      createdAt: string;
    };
  };
  /**
   * End all sessions of a person, whose phone was lost or stolen
   */
  'POST /v1/operator/people/{id}/sign-out': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      /**
       * How many were ended
       */
      sessions: number;
    };
  };
  /**
   * End the locks of a person's PIN and sign-in
   */
  'POST /v1/operator/people/{id}/unlock': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix person
       */
      id: string;
      unlocked: true;
    };
  };
  /**
   * What an act of this person would meet: whom it would ask, because of which rule
   */
  'POST /v1/operator/policy/dry-run': {
    params: {};
    query: {};
    body: {
      /**
       * TypeID with prefix person
       */
      person: string;
      kind: 'payment' | 'transfer' | 'withdrawal';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      payee?: string;
      /**
       * TypeID with prefix device
       */
      device?: string;
      /**
       * TypeID with prefix address
       */
      address?: string;
    };
    reply: {
      outcome: 'goes-through' | 'asks' | 'refused';
      code?: string;
      needs?: unknown;
      reasons: {
        rule: string;
        version: number;
        because: string;
        details: {
          [k: string]: unknown;
        };
      }[];
      proofWaived: boolean;
    };
  };
  /**
   * Compare the bank's statement with our books now
   */
  'POST /v1/operator/reconciliations': {
    params: {};
    query: {};
    body: {
      /**
       * A day of UTC or a time; not in the future. Default: today
       */
      from?: string;
      /**
       * A day of UTC, to its end, or a time. Default: today
       */
      to?: string;
    };
    reply: {
      /**
       * TypeID with prefix recon
       */
      id: string;
      at: string;
      /**
       * Where the statement begins
       */
      from: string;
      /**
       * Where the statement ends; the period of today ends now
       */
      to: string;
      entries: number;
      matched: number;
      /**
       * Minor units at the end of the period, as the statement says
       */
      bankBalance: string;
      /**
       * Minor units at the end of the period, as our books say
       */
      ledgerBalance: string;
      differences: {
        kind: 'UNKNOWN_HERE' | 'NOT_DONE_HERE' | 'STILL_OPEN' | 'AMOUNT' | 'TWICE' | 'NOT_AT_BANK';
        reference: string;
        bankMinor: string | null;
        ourMinor: string | null;
      }[];
      /**
       * There are no differences. What was under way when the period ended may keep the balances apart
       */
      ok: boolean;
    };
  };
  /**
   * Send it again
   */
  'POST /v1/operator/webhook-deliveries/{id}/replay': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix delivery
       */
      id: string;
      /**
       * TypeID with prefix endpoint
       */
      endpoint: string;
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      eventId: string;
      eventType: string;
      object: string;
      state: 'pending' | 'delivered' | 'failed' | 'cancelled';
      attempts: number;
      createdAt: string;
      nextAttemptAt: string | null;
      deliveredAt: string | null;
      lastAttemptAt: string | null;
      lastStatus: number | null;
      lastError: string | null;
    };
  };
  /**
   * Make an order
   */
  'POST /v1/orders': {
    params: {};
    query: {};
    body: {
      merchantReference: string;
      description?: string;
      /**
       * @minItems 1
       * @maxItems 100
       */
      lines: {
        /**
         * Names the line: no two lines of an order have the same
         */
        item: string;
        /**
         * An amount of money
         */
        unitPrice: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        quantity: number;
        /**
         * The most that can be ordered
         */
        stock?: number;
      }[];
      expiresInMs?: number;
      /**
       * Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event
       */
      returnUrl?: string;
      /**
       * The payer says where to when he pays. Default: false
       */
      delivery?: boolean;
    };
    reply: {
      /**
       * TypeID with prefix order
       */
      id: string;
      /**
       * Id and version: the number of an amended order is void
       */
      number: string;
      version: number;
      state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      merchant: {
        /**
         * TypeID with prefix merchant
         */
        id: string;
        name?: string;
      };
      merchantReference: string;
      description: string;
      lines: {
        item: string;
        /**
         * An amount of money
         */
        unitPrice: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        quantity: number;
        stock?: number;
      }[];
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      refunded: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      modes?: {
        id: string;
        kind: 'balance' | 'card';
        label: string;
        available: boolean;
        reason?: string;
        /**
         * Left out when displayVersion is current
         */
        display?: {
          [k: string]: unknown;
        };
      }[];
      displayVersion?: string;
      delivery: boolean;
      deliveryAddress?: {
        /**
         * TypeID with prefix address
         */
        id: string;
        recipient: string;
        phone: string;
        region: string;
        city: string;
        line: string;
        /**
         * Empty where there is none
         */
        postcode: string;
      };
      payUrl: string;
      /**
       * Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event
       */
      returnUrl?: string;
      payment?: {
        /**
         * TypeID with prefix payment
         */
        id: string;
        state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
        mode: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        code?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        createdAt: string;
      };
      /**
       * For operators
       */
      payer?: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      expiresAt: string;
      createdAt: string;
      paidAt?: string;
    };
  };
  /**
   * Cancel an order that is not paid
   */
  'POST /v1/orders/{id}/cancel': {
    params: {
      id: string;
    };
    query: {};
    /**
     * The short form of an order, as events carry it: the merchant is an id, the lines are left out
     */
    reply: {
      /**
       * TypeID with prefix order
       */
      id: string;
      number: string;
      version: number;
      state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      merchantReference: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      refunded: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      payment?: {
        /**
         * TypeID with prefix payment
         */
        id: string;
        state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
        mode: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        code?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        createdAt: string;
      };
      paidAt?: string;
      delivery?: true;
      deliveryAddress?: {
        /**
         * TypeID with prefix address
         */
        id: string;
        recipient: string;
        phone: string;
        region: string;
        city: string;
        line: string;
        /**
         * Empty where there is none
         */
        postcode: string;
      };
    };
  };
  /**
   * Pay an order, amending its quantities in the same request if need be
   */
  'POST /v1/orders/{id}/pay': {
    params: {
      id: string;
    };
    query: {};
    body: {
      version: number;
      /**
       * An id from `modes`
       */
      mode: string;
      /**
       * @minItems 1
       * @maxItems 100
       */
      lines?: {
        item: string;
        quantity: number;
      }[];
      /**
       * Of an order with `delivery`: one of the payer's addresses; absent, his default one
       */
      address?: string;
      proof?:
        | {
            /**
             * Payment PIN, six digits
             */
            pin: string;
          }
        | {
            /**
             * TypeID with prefix paysession
             */
            paymentSession: string;
          };
    };
    /**
     * The short form of an order, as events carry it: the merchant is an id, the lines are left out
     */
    reply: {
      /**
       * TypeID with prefix order
       */
      id: string;
      number: string;
      version: number;
      state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      merchantReference: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      refunded: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      payment?: {
        /**
         * TypeID with prefix payment
         */
        id: string;
        state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
        mode: string;
        /**
         * An amount of money
         */
        amount: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        code?: string;
        /**
         * TypeID with prefix challenge
         */
        challenge?: string;
        createdAt: string;
      };
      paidAt?: string;
      delivery?: true;
      deliveryAddress?: {
        /**
         * TypeID with prefix address
         */
        id: string;
        recipient: string;
        phone: string;
        region: string;
        city: string;
        line: string;
        /**
         * Empty where there is none
         */
        postcode: string;
      };
    };
  };
  /**
   * Keep the passkey that the browser has made
   */
  'POST /v1/passkeys': {
    params: {};
    query: {};
    body: {
      name: string;
      response: {
        id: string;
        rawId: string;
        type: 'public-key';
        clientExtensionResults?: {
          [k: string]: unknown;
        };
        authenticatorAttachment?: string | null;
        response: {
          clientDataJSON: string;
          attestationObject: string;
          /**
           * @maxItems 10
           */
          transports?: string[];
        };
      };
    };
    reply: {
      /**
       * TypeID with prefix passkey
       */
      id: string;
      name: string;
      /**
       * Its authenticator keeps a copy elsewhere
       */
      synced: boolean;
      createdAt: string;
      lastUsedAt: string | null;
    };
  };
  /**
   * Begin to add a passkey: options for navigator.credentials.create, good once, on this device
   */
  'POST /v1/passkeys/options': {
    params: {};
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      expiresAt: string;
      /**
       * For navigator.credentials, as JSON: PublicKeyCredential.parse...OptionsFromJSON reads it
       */
      options: {
        [k: string]: unknown;
      };
    };
  };
  /**
   * Give the PIN once for small payments of the next five minutes on this device
   */
  'POST /v1/payment-sessions': {
    params: {};
    query: {};
    body: {
      /**
       * Payment PIN, six digits
       */
      pin: string;
    };
    reply: {
      /**
       * TypeID with prefix paysession
       */
      id: string;
      expiresAt: string;
      /**
       * An amount of money
       */
      limit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
    };
  };
  /**
   * Mark a confirmed payment in the merchant's own books
   */
  'POST /v1/payments/{id}/mark': {
    params: {
      id: string;
    };
    query: {};
    body: {
      mark: string;
    };
    reply: {
      payment: string;
      state: 'confirmed' | 'marked';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      orderNumber?: string;
      mark?: string;
      reminders: number;
      confirmedAt: string;
      markedAt?: string;
    };
  };
  /**
   * Forgotten PIN: type a bound card again; the bank sends a code to its reserved phone
   */
  'POST /v1/pin-recoveries': {
    params: {};
    query: {};
    body: {
      /**
       * The card number, digits only
       */
      pan: string;
      holderName: string;
      /**
       * YYYY-MM, or MM/YY as on the card
       */
      expiry: string;
      /**
       * E.164
       */
      phone: string;
    };
    reply: {
      /**
       * TypeID with prefix pinrecovery
       */
      id: string;
      state: 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';
      /**
       * The card's last four digits
       */
      last4: string;
      /**
       * When declined: the bank's code, or NO_ANSWER when it was silent
       */
      code?: string;
      expiresAt?: string;
      createdAt: string;
    };
  };
  /**
   * Set the new PIN; ends payment sessions and the PIN lock
   */
  'POST /v1/pin-recoveries/{id}/pin': {
    params: {
      id: string;
    };
    query: {};
    body: {
      /**
       * Payment PIN, six digits
       */
      pin: string;
    };
    reply: {
      /**
       * TypeID with prefix pinrecovery
       */
      id: string;
      state: 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';
      /**
       * The card's last four digits
       */
      last4: string;
      /**
       * When declined: the bank's code, or NO_ANSWER when it was silent
       */
      code?: string;
      expiresAt?: string;
      createdAt: string;
    };
  };
  /**
   * Prove with the bank's code that the card is mine
   */
  'POST /v1/pin-recoveries/{id}/verify': {
    params: {
      id: string;
    };
    query: {};
    body: {
      /**
       * As sent to the reserved phone
       */
      code: string;
    };
    reply: {
      /**
       * TypeID with prefix pinrecovery
       */
      id: string;
      state: 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';
      /**
       * The card's last four digits
       */
      last4: string;
      /**
       * When declined: the bank's code, or NO_ANSWER when it was silent
       */
      code?: string;
      expiresAt?: string;
      createdAt: string;
    };
  };
  /**
   * Send notices to this device; what it had before is replaced
   */
  'POST /v1/push/subscriptions': {
    params: {};
    query: {};
    body: {
      endpoint: string;
      keys: {
        /**
         * Public key, 65 bytes in base64url
         */
        p256dh: string;
        /**
         * Shared secret, 16 bytes
         */
        auth: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix push
       */
      id: string;
      /**
       * Host of the browser's push service
       */
      service: string;
      since: string;
    };
  };
  /**
   * Give back all or part of what was paid
   */
  'POST /v1/refunds': {
    params: {};
    query: {};
    body: {
      /**
       * TypeID with prefix order
       */
      order: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      merchantReference: string;
    };
    reply: {
      /**
       * TypeID with prefix refund
       */
      id: string;
      /**
       * TypeID with prefix order
       */
      order: string;
      state: 'pending' | 'done' | 'failed';
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      merchantReference: string;
      code?: string;
      createdAt: string;
    };
  };
  /**
   * Sign in with the code; the first time registers the person
   */
  'POST /v1/sign-in': {
    params: {};
    query: {};
    body: {
      /**
       * E.164
       */
      phone: string;
      code: string;
      deviceName: string;
    };
    reply: {
      /**
       * Bearer token of this device
       */
      token: string;
      person: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
        /**
         * E.164
         */
        phone: string;
        isNew: boolean;
      };
      device: {
        /**
         * TypeID with prefix device
         */
        id: string;
        name: string;
      };
      /**
       * TypeID with prefix session
       */
      session: string;
      expiresAt: string;
    };
  };
  /**
   * Send a one-time code to a phone
   */
  'POST /v1/sign-in/codes': {
    params: {};
    query: {};
    body: {
      /**
       * E.164
       */
      phone: string;
    };
    reply: {
      /**
       * E.164
       */
      phone: string;
      expiresAt: string;
    };
  };
  /**
   * End this session
   */
  'POST /v1/sign-out': {
    params: {};
    query: {};
    reply: undefined;
  };
  /**
   * Ask somebody to supervise my payments; it begins with his yes
   */
  'POST /v1/supervision': {
    params: {};
    query: {};
    body: {
      /**
       * A person id or a phone number
       */
      supervisor: string;
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
  /**
   * Leave supervision: at once with the supervisor's yes, else 24 hours later
   */
  'POST /v1/supervision/leave': {
    params: {};
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
  /**
   * Name somebody who may answer when the supervisor cannot be reached
   */
  'POST /v1/supervision/{payer}/deputies': {
    params: {
      payer: string;
    };
    query: {};
    body: {
      /**
       * A person id or a phone number
       */
      person: string;
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
  /**
   * The supervisor gives it up; from then on nobody is asked
   */
  'POST /v1/supervision/{payer}/resign': {
    params: {
      payer: string;
    };
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
  /**
   * Move money from a bound card into the balance
   */
  'POST /v1/top-ups': {
    params: {};
    query: {};
    body: {
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      proof:
        | {
            /**
             * Payment PIN, six digits
             */
            pin: string;
          }
        | {
            /**
             * TypeID with prefix paysession
             */
            paymentSession: string;
          };
    };
    reply: {
      /**
       * TypeID with prefix topup
       */
      id: string;
      state: 'pending' | 'unknown' | 'done' | 'failed';
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * Why it failed: the bank's code, NO_ANSWER or AMOUNT_MISMATCH
       */
      code?: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * Send money from the wallet to another person
   */
  'POST /v1/transfers': {
    params: {};
    query: {};
    body: {
      /**
       * A person id or a phone number (E.164)
       */
      to: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      note?: string;
      proof?:
        | {
            /**
             * Payment PIN, six digits
             */
            pin: string;
          }
        | {
            /**
             * TypeID with prefix paysession
             */
            paymentSession: string;
          };
    };
    reply: {
      /**
       * TypeID with prefix transfer
       */
      id: string;
      state: 'waiting' | 'done' | 'failed';
      /**
       * TypeID with prefix person
       */
      from: string;
      /**
       * TypeID with prefix person
       */
      to: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      note: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      code?: string;
      createdAt: string;
    };
  };
  /**
   * Send it again; what still waits for its time is sent at once
   */
  'POST /v1/webhook-deliveries/{id}/replay': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix delivery
       */
      id: string;
      /**
       * TypeID with prefix endpoint
       */
      endpoint: string;
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      eventId: string;
      eventType: string;
      object: string;
      state: 'pending' | 'delivered' | 'failed' | 'cancelled';
      attempts: number;
      createdAt: string;
      nextAttemptAt: string | null;
      deliveredAt: string | null;
      lastAttemptAt: string | null;
      lastStatus: number | null;
      lastError: string | null;
    };
  };
  /**
   * Have events sent to a URL; the answer carries the signing secret, once
   */
  'POST /v1/webhook-endpoints': {
    params: {};
    query: {};
    body: {
      url: string;
      description?: string;
    };
    reply: {
      /**
       * TypeID with prefix endpoint
       */
      id: string;
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      url: string;
      description: string;
      createdAt: string;
      oldSecretUntil: string | null;
      /**
       * whsec_...; shown now and never again
       */
      secret: string;
    };
  };
  /**
   * A new signing secret; for 24 hours the old one signs too
   */
  'POST /v1/webhook-endpoints/{id}/rotate': {
    params: {
      id: string;
    };
    query: {};
    reply: {
      /**
       * TypeID with prefix endpoint
       */
      id: string;
      /**
       * TypeID with prefix merchant
       */
      merchant: string;
      url: string;
      description: string;
      createdAt: string;
      oldSecretUntil: string | null;
      /**
       * whsec_...; shown now and never again
       */
      secret: string;
    };
  };
  /**
   * Move money from the balance to a bound card
   */
  'POST /v1/withdrawals': {
    params: {};
    query: {};
    body: {
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      proof?:
        | {
            /**
             * Payment PIN, six digits
             */
            pin: string;
          }
        | {
            /**
             * TypeID with prefix paysession
             */
            paymentSession: string;
          };
    };
    reply: {
      /**
       * TypeID with prefix withdrawal
       */
      id: string;
      state: 'waiting' | 'pending' | 'unknown' | 'done' | 'failed';
      /**
       * TypeID with prefix instrument
       */
      instrument: string;
      /**
       * An amount of money
       */
      amount: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * Why it failed: the bank's code, CARD_REVOKED or APPROVAL_REFUSED and the like
       */
      code?: string;
      createdAt: string;
      endedAt?: string;
    };
  };
  /**
   * Approve a ward's delivery address
   */
  'PUT /v1/guardianships/{ward}/addresses/{address}': {
    params: {
      ward: string;
      address: string;
    };
    query: {};
    body: {
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      ward: string;
      /**
       * TypeID with prefix address
       */
      address: string;
      approved: boolean;
    };
  };
  /**
   * Set what is small, what is large, and the sums of a day; by a guardian alone
   */
  'PUT /v1/guardianships/{ward}/limits': {
    params: {
      ward: string;
    };
    query: {};
    body: {
      /**
       * An amount of money
       */
      small: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      large: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      dailySmall?: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * An amount of money
       */
      dailyNormal?: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      ward: string;
      limits: {
        /**
         * An amount of money
         */
        small: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        large: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailySmall: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
        /**
         * An amount of money
         */
        dailyNormal: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        };
      };
    };
  };
  /**
   * Set the payment PIN, or change it with the current one
   */
  'PUT /v1/me/pin': {
    params: {};
    query: {};
    body: {
      /**
       * Payment PIN, six digits
       */
      pin: string;
      /**
       * Payment PIN, six digits
       */
      currentPin?: string;
    };
    reply: {
      hasPin: true;
    };
  };
  /**
   * Register the real name; kept sealed, shown masked
   */
  'PUT /v1/me/real-name': {
    params: {};
    query: {};
    body: {
      name: string;
      idNumber: string;
    };
    reply: {
      /**
       * Masked
       */
      realName: {
        name: string;
        idNumber: string;
      };
    };
  };
  /**
   * Set a person's operator roles; an empty list takes them away
   */
  'PUT /v1/operator/people/{id}/roles': {
    params: {
      id: string;
    };
    query: {};
    body: {
      /**
       * @maxItems 3
       */
      roles: ('viewer' | 'support' | 'admin')[];
    };
    reply: {
      /**
       * TypeID with prefix person
       */
      person: string;
      /**
       * @maxItems 3
       */
      roles: ('viewer' | 'support' | 'admin')[];
    };
  };
  /**
   * Set or tighten it by PIN; loosening waits for a yes on another confirming device
   */
  'PUT /v1/second-device': {
    params: {};
    query: {};
    body: {
      /**
       * An amount of money
       */
      above: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      /**
       * @minItems 1
       * @maxItems 10
       *
       * Items: TypeID with prefix device
       */
      devices: string[];
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      /**
       * null: no second device is asked
       */
      above: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      } | null;
      devices: {
        /**
         * TypeID with prefix device
         */
        id: string;
        name: string;
        confirms: boolean;
        isThis: boolean;
        signedIn: boolean;
      }[];
      endsAt?: string;
      /**
       * A loosening that waits for the yes of another device
       */
      waiting?: {
        /**
         * TypeID with prefix challenge
         */
        challenge: string;
        above: {
          /**
           * Minor units as a decimal string, e.g. cents
           */
          minor: string;
          /**
           * ISO 4217 code
           */
          currency: string;
        } | null;
        devices: string[] | null;
      };
    };
  };
  /**
   * Up to which amount the payer needs no yes; the supervisor alone sets it
   */
  'PUT /v1/supervision/{payer}/free-limit': {
    params: {
      payer: string;
    };
    query: {};
    body: {
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      proof: {
        /**
         * Payment PIN, six digits
         */
        pin: string;
      };
    };
    reply: {
      payer: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      supervisor: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      };
      deputies: {
        /**
         * TypeID with prefix person
         */
        id: string;
        name: string;
      }[];
      /**
       * An amount of money
       */
      freeLimit: {
        /**
         * Minor units as a decimal string, e.g. cents
         */
        minor: string;
        /**
         * ISO 4217 code
         */
        currency: string;
      };
      state: 'asked' | 'active' | 'leaving' | 'ended';
      endsAt?: string;
      /**
       * TypeID with prefix challenge
       */
      challenge?: string;
      /**
       * It ends at endsAt all the same
       */
      leaveRefused?: {
        reason: string;
        at: string;
      };
    };
  };
}

/** Every code of a refusal that this version of the server knows. */
export type RefusalCode =
  | 'ADDRESS_LIMIT'
  | 'ADDRESS_REQUIRED'
  | 'ADDRESS_UNKNOWN'
  | 'AMOUNT_INVALID'
  | 'APPROVER_PROOF_REQUIRED'
  | 'BALANCE_LIMIT'
  | 'BANK_DECLINED'
  | 'BANK_UNAVAILABLE'
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'BUSY'
  | 'CARD_CODE_WRONG'
  | 'CARD_NUMBER_INVALID'
  | 'CARD_REFUSED'
  | 'CHALLENGE_CHANGED'
  | 'CHALLENGE_OVER'
  | 'CODE_NOT_SENT'
  | 'CODE_WRONG'
  | 'CONFLICT'
  | 'CURRENCY_MISMATCH'
  | 'CURRENCY_UNKNOWN'
  | 'CURRENT_PIN_NEEDED'
  | 'CURSOR_AHEAD'
  | 'DEPUTIES_FULL'
  | 'EXPIRED'
  | 'FORBIDDEN'
  | 'FOUR_EYES'
  | 'GUARDIAN_ADDRESS_NOT_APPROVED'
  | 'GUARDIAN_CIRCLE'
  | 'GUARDIAN_COUNT_LIMIT'
  | 'GUARDIAN_EXISTS'
  | 'GUARDIAN_LIMITS_INVALID'
  | 'GUARDIAN_OF_SELF'
  | 'GUARDIAN_UNTIL_PAST'
  | 'HALTED'
  | 'HEADERS_TOO_LARGE'
  | 'HOLD_NOT_OPEN'
  | 'IDEMPOTENCY_KEY_MISSING'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INSTRUMENT_UNUSABLE'
  | 'INSUFFICIENT_FUNDS'
  | 'INTERNAL'
  | 'LAST_OWNER'
  | 'LOCKED'
  | 'MERCHANT_REFERENCE_USED'
  | 'NOT_FOUND'
  | 'NO_BOUND_CARD'
  | 'ORDER_ALREADY_PAID'
  | 'ORDER_BEING_PAID'
  | 'ORDER_CANCELLED'
  | 'ORDER_EMPTY'
  | 'ORDER_EXPIRED'
  | 'ORDER_LINE_UNKNOWN'
  | 'ORDER_NOT_PAID'
  | 'ORDER_TOO_LARGE'
  | 'ORDER_VERSION_STALE'
  | 'PASSKEYS_FULL'
  | 'PASSKEY_INVALID'
  | 'PASSKEY_NOT_SET'
  | 'PAYEE_UNKNOWN'
  | 'PAYMENT_SESSION_INVALID'
  | 'PAYMENT_SESSION_LIMIT'
  | 'PIN_CARD_WRONG'
  | 'PIN_NOT_SET'
  | 'PIN_RECOVERED'
  | 'PIN_RECOVERY_TOO_SOON'
  | 'PIN_WEAK'
  | 'PIN_WRONG'
  | 'PROMPT_PATTERN_INVALID'
  | 'PROMPT_PLACEHOLDER_UNKNOWN'
  | 'PROMPT_RULES_FULL'
  | 'PROOF_REQUIRED'
  | 'PUSH_SUBSCRIPTIONS_FULL'
  | 'PUSH_SUBSCRIPTION_INVALID'
  | 'QUANTITY_OVER_STOCK'
  | 'QUERY_INVALID'
  | 'RATE_LIMITED'
  | 'REAL_NAME_TAKEN'
  | 'REFUND_ABOVE_CAPTURED'
  | 'REPLAYED'
  | 'REQUEST_TOO_SLOW'
  | 'SECOND_DEVICE_MISSING'
  | 'SIGNATURE_INVALID'
  | 'STOPPING'
  | 'STORAGE_FULL'
  | 'STORAGE_UNAVAILABLE'
  | 'STREAMS_FULL'
  | 'SUPERVISED_ALREADY'
  | 'SUPERVISOR_DEPENDS'
  | 'SUPERVISOR_IS_PAYER'
  | 'SUPERVISOR_UNKNOWN'
  | 'TRANSFER_TO_SELF'
  | 'UNAUTHENTICATED'
  | 'WEBHOOK_ENDPOINTS_FULL'
  | 'WEBHOOK_TARGET_PRIVATE'
  | 'WEBHOOK_URL_INVALID';
