/** Outside: addresses that others have named (webhooks, push services), and how we post to them without being misused. */
export { createPoster, type Posted, type Poster } from './post.ts';
export {
  isPrivateAddress,
  judgeTarget,
  PrivateTarget,
  pointsInward,
  publicLookup,
  type TargetRule,
} from './targets.ts';
