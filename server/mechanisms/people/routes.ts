/** All routes of people: sign-in, sessions, oneself, a merchant's keys and staff, operators. */
import type { Config } from '../../config.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { RouteSpec } from '../http/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import type { People } from './people.ts';
import { meRoutes } from './routes-me.ts';
import { merchantRoutes } from './routes-merchant.ts';
import { operatorRoutes } from './routes-operator.ts';
import { sessionRoutes, signInRoutes } from './routes-sign-in.ts';
import type { SignInSteps } from './sign-in-steps.ts';

export type RouteDeps = {
  readonly config: Pick<Config, 'currency'>;
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly people: Omit<People, 'parts'>;
  readonly steps: SignInSteps;
};

export function peopleRoutes(deps: RouteDeps): RouteSpec[] {
  return [
    ...signInRoutes(deps),
    ...sessionRoutes(deps),
    ...meRoutes(deps),
    ...merchantRoutes(deps),
    ...operatorRoutes(deps),
  ];
}
