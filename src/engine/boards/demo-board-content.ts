import type { BugSeverity, TaskPriority, TaskStatus, TaskType } from '../../shared/domain/boards/words.ts';

/** A task of the demo's board: who has it (0: the person here), estimate and worked hours, and where it stands. */
export type DemoTask = {
  readonly title: string;
  readonly type: TaskType;
  readonly priority: TaskPriority;
  readonly who: number | null;
  readonly estimate: number | null;
  readonly worked: number;
  readonly status: TaskStatus;
  readonly tags?: readonly string[];
  /** Days from today. */
  readonly due?: number;
  readonly comments?: readonly string[];
};

export const DEMO_PEOPLE = ['Noa Amit', 'Dan Levi', 'Rona Shalev'] as const;

function task(
  title: string,
  kind: readonly [TaskType, TaskPriority, number | null],
  hours: readonly [number | null, number],
  status: TaskStatus,
  more: Pick<DemoTask, 'tags' | 'due' | 'comments'> = {},
): DemoTask {
  const [type, priority, who] = kind;
  const [estimate, worked] = hours;
  return { title, type, priority, who, estimate, worked, status, ...more };
}

/** Sprint 11, completed. */
export const DEMO_LAST_SPRINT: readonly DemoTask[] = [
  task('Stock count by barcode', ['feature', 'high', 0], [8, 9], 'done', { tags: ['inventory'] }),
  task('Free shipping over 300 shekels', ['feature', 'medium', 1], [4, 4], 'done', { tags: ['shipping'] }),
  task('Order notes lose line breaks', ['bug', 'medium', 2], [2, 1.5], 'done'),
  task('Rename the pottery categories', ['improvement', 'low', 1], [1, 1], 'done', { tags: ['taxonomy'] }),
  task('Packing list sorted by shelf', ['feature', 'medium', 3], [6, 5], 'done', { tags: ['orders'] }),
  task('Split the price import into steps', ['refactor', 'medium', 2], [5, 6.5], 'done', { tags: ['import'] }),
  task('How to take a stock count', ['documentation', 'low', 3], [2, 1], 'done'),
  task('Coupon stacks with the sale price', ['bug', 'high', 0], [3, 3], 'done', { tags: ['coupons'] }),
];

/** Sprint 12, which runs now. */
export const DEMO_SPRINT: readonly DemoTask[] = [
  task('Show price history on the product panel', ['feature', 'high', 0], [6, 0], 'todo', { tags: ['products'] }),
  task('Wrong VAT on orders shipped to Haifa', ['bug', 'critical', 2], [3, 0], 'todo', {
    tags: ['tax'],
    due: 2,
    comments: ['Seen on two orders since Sunday.', 'The rate of the zone is 17, the order has 18.'],
  }),
  task('Print packing slips in Hebrew order', ['feature', 'medium', 3], [4, 0], 'todo', { tags: ['orders'] }),
  task('Remove the 2019 coupon codes', ['refactor', 'low', 1], [1, 0], 'todo', { tags: ['coupons'], due: -1 }),
  task('Free SKUs that trashed products still hold', ['bug', 'high', 0], [5, 3.5], 'in_progress', {
    tags: ['products'],
  }),
  task('Import winter prices from the spreadsheet', ['improvement', 'high', 1], [5, 3.5], 'in_progress', {
    tags: ['import'],
    due: 3,
    comments: [
      'The sheet has two price columns.',
      'Use the right one.',
      'And rows without SKU?',
      'Skip them, list them.',
    ],
  }),
  task('Alt text for all vases', ['improvement', 'medium', 3], [2, 1], 'in_progress', {
    tags: ['products', 'pictures'],
  }),
  task('Copy a price change to the second store', ['feature', 'medium', 0], [6, 5], 'review', { tags: ['prices'] }),
  task('Sale dates for the Hanukkah set', ['improvement', 'high', 1], [2, 2], 'review', { tags: ['prices'], due: 1 }),
  task('Speed up variation search', ['feature', 'medium', 2], [8, 7], 'review', {
    comments: ['Ready to be looked at.'],
  }),
  task('Refund twice by double click', ['bug', 'critical', 2], [3, 4], 'testing', { tags: ['orders'] }),
  task('Deploy SKU Manager 1.4.3', ['improvement', 'medium', 0], [2, 1], 'testing', { tags: ['release'] }),
  task('Courier prices wait for the contract', ['feature', 'medium', 3], [3, 0.5], 'blocked', { tags: ['shipping'] }),
  task('Photos of the new teapots', ['improvement', 'medium', 3], [5, 6], 'done', { tags: ['pictures'] }),
  task('Barcode field on variations', ['feature', 'medium', 2], [5, 5], 'done', { tags: ['products'] }),
  task('Clean up tag spelling', ['refactor', 'low', 1], [2, 2], 'done', { tags: ['taxonomy'] }),
  task('Courier rate for Eilat', ['improvement', 'low', 0], [1, 1], 'done', { tags: ['shipping'] }),
  task('Empty cart after a declined card', ['bug', 'high', 2], [2, 2.5], 'done', { tags: ['checkout'] }),
  task('Backup before each price import', ['feature', 'medium', 0], [2, 1.5], 'done', { tags: ['import'] }),
  task('Opening hours for Hanukkah', ['documentation', 'low', 1], [0.5, 0.5], 'done'),
  task('Merge the two blue glazes', ['refactor', 'low', 3], [1, 1], 'done', { tags: ['taxonomy'] }),
];

export const DEMO_BACKLOG: readonly DemoTask[] = [
  task('Gift wrapping as an option', ['feature', 'medium', null], [6, 0], 'todo', { tags: ['orders'] }),
  task('Return slip with a QR code', ['feature', 'low', null], [4, 0], 'todo', { tags: ['orders'] }),
  task('Warn when a picture is too small', ['improvement', 'low', null], [3, 0], 'todo', { tags: ['pictures'] }),
  task('Wholesale prices for cafés', ['feature', 'high', null], [12, 0], 'todo', { tags: ['prices'] }),
  task('Weekly sales by e-mail', ['feature', 'medium', null], [null, 0], 'todo'),
  task('Search finds ל without nikud', ['bug', 'low', null], [2, 0], 'todo', { tags: ['search'] }),
  task('One file for all shipping rules', ['refactor', 'low', null], [4, 0], 'todo', { tags: ['shipping'] }),
  task('Glaze swatches on the product page', ['feature', 'medium', null], [8, 0], 'todo', { tags: ['products'] }),
  task('How to photograph a bowl', ['documentation', 'low', null], [null, 0], 'todo', { tags: ['pictures'] }),
  task('Second address for gifts', ['feature', 'medium', null], [5, 0], 'todo', { tags: ['checkout'] }),
  task('Low stock by supplier', ['improvement', 'medium', null], [3, 0], 'todo', { tags: ['inventory'] }),
];

export type DemoBug = {
  readonly title: string;
  readonly severity: BugSeverity;
  readonly description: string;
  readonly steps: string | null;
  readonly stage: 'pending' | 'accepted' | 'declined' | 'resolved';
};
export const DEMO_BUGS: readonly DemoBug[] = [
  {
    title: 'Checkout button jumps while the shipping price loads',
    severity: 'moderate',
    description: 'On a phone the button moves under the finger.',
    steps: '1. Put a mug into the cart\n2. Choose the courier\n3. Press the button at once',
    stage: 'pending',
  },
  {
    title: 'Some receipts show the English name',
    severity: 'minor',
    description: 'Orders from the Hebrew shop, since the last update.',
    steps: null,
    stage: 'pending',
  },
  {
    title: 'Refund is booked twice after a double click',
    severity: 'critical',
    description: 'Two refunds of the same amount on one order.',
    steps: '1. Open a paid order\n2. Press Refund twice',
    stage: 'accepted',
  },
  {
    title: 'Teapots are sorted by the wrong price',
    severity: 'moderate',
    description: 'Variable products sort by their highest price.',
    steps: null,
    stage: 'declined',
  },
  {
    title: 'Cart was empty after a declined card',
    severity: 'major',
    description: 'The session ended with the failed payment.',
    steps: null,
    stage: 'resolved',
  },
];
