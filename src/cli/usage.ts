/** What a command takes. Options that may be given several times collect their values. */
export type CommandSpec = {
  readonly usage: string;
  /** Names of what stands behind the command, in order; the last one with `…` takes all the rest. */
  readonly operands: readonly string[];
  readonly values?: readonly string[];
  readonly lists?: readonly string[];
  readonly flags?: readonly string[];
};

const STORE = ['store'];
const CENTRAL = ['url'];

export const COMMANDS = {
  'store add': {
    usage: 'store add --name N --url U --key ck_… --secret cs_… [--watch-only] [--no-check]',
    operands: [],
    values: ['name', 'url', 'key', 'secret'],
    flags: ['watch-only', 'no-check'],
  },
  'store list': { usage: 'store list', operands: [] },
  'store check': { usage: 'store check NAME [--host-letter]', operands: ['NAME'], flags: ['host-letter'] },
  'store remove': { usage: 'store remove NAME [--discard-unsent]', operands: ['NAME'], flags: ['discard-unsent'] },
  sync: {
    usage: 'sync [--store NAME] [--full] [--census] [--preview]',
    operands: [],
    values: STORE,
    flags: ['full', 'census', 'preview'],
  },
  list: {
    usage:
      'list ENTITY [--store NAME] [--search Q] [--filter field=value]… [--sort field|-field] [--limit N] [--offset N]',
    operands: ['ENTITY'],
    values: ['store', 'search', 'sort', 'limit', 'offset'],
    lists: ['filter'],
  },
  get: { usage: 'get ENTITY ID|woo:N [--store NAME]', operands: ['ENTITY', 'ID'], values: STORE },
  set: {
    usage: 'set ENTITY ID|woo:N field=value… [--store NAME]',
    operands: ['ENTITY', 'ID', 'field=value…'],
    values: STORE,
  },
  create: { usage: 'create ENTITY field=value… [--store NAME]', operands: ['ENTITY', 'field=value…'], values: STORE },
  delete: {
    usage: 'delete ENTITY ID|woo:N [--permanent] [--store NAME]',
    operands: ['ENTITY', 'ID'],
    values: STORE,
    flags: ['permanent'],
  },
  stock: {
    usage: 'stock ID|woo:N +3|-1|=10 [--reason R] [--store NAME]',
    operands: ['ID', 'CHANGE'],
    values: ['store', 'reason'],
  },
  note: {
    usage: 'note ORDER-ID|woo:N TEXT [--customer] [--store NAME]',
    operands: ['ORDER-ID', 'TEXT'],
    values: STORE,
    flags: ['customer'],
  },
  'board list': {
    usage: 'board list [--sprint NAME|current|backlog] [--status S] [--mine] [--search Q]',
    operands: [],
    values: ['sprint', 'status', 'search'],
    flags: ['mine'],
  },
  'board add': {
    usage:
      'board add TITLE… [--status S] [--type T] [--priority P] [--estimate 3h] [--sprint NAME] [--due DATE] [--tag T]… [--description T]',
    operands: ['TITLE…'],
    values: ['status', 'type', 'priority', 'estimate', 'sprint', 'due', 'description'],
    lists: ['tag'],
  },
  'board move': { usage: 'board move BR-12 STATUS [--top]', operands: ['TASK', 'STATUS'], flags: ['top'] },
  log: { usage: 'log 1h30 [yesterday] [BR-12] TEXT… [--task BR-12]', operands: ['ENTRY…'], values: ['task'] },
  'bug add': {
    usage: 'bug add TITLE… [--severity S] [--description T] [--steps T] [--file F]… [--introduced-by BR-12] [--accept]',
    operands: ['TITLE…'],
    values: ['severity', 'description', 'steps', 'introduced-by'],
    lists: ['file'],
    flags: ['accept'],
  },
  'deploy add': {
    usage:
      'deploy add VERSION --env E [--status S] [--commit HASH] [--task BR-12]… [--store NAME] [--at TIME] [--notes T] [--error-log T]',
    operands: ['VERSION'],
    values: ['env', 'status', 'commit', 'store', 'at', 'notes', 'error-log'],
    lists: ['task'],
  },
  'pending list': { usage: 'pending list [--store NAME]', operands: [], values: STORE },
  'errors list': { usage: 'errors list [--store NAME]', operands: [], values: STORE },
  'errors retry': { usage: 'errors retry [ID]', operands: ['[ID]'] },
  'errors resolve': { usage: 'errors resolve ID [--note TEXT]', operands: ['ID'], values: ['note'] },
  'errors groups': { usage: 'errors groups [--store NAME]', operands: [], values: STORE },
  'errors snooze': { usage: 'errors snooze ID DATE|change|off', operands: ['ID', 'UNTIL'] },
  'errors assign': { usage: 'errors assign ID NAME|-', operands: ['ID', 'NAME'] },
  'conflicts list': { usage: 'conflicts list [--store NAME]', operands: [], values: STORE },
  'conflicts resolve': {
    usage: 'conflicts resolve ID field=mine|theirs|value:…',
    operands: ['ID', 'field=choice…'],
  },
  'history list': {
    usage: 'history list ENTITY ID|woo:N [--limit N] [--store NAME]',
    operands: ['ENTITY', 'ID'],
    values: ['store', 'limit'],
  },
  'history restore': {
    usage: 'history restore ENTITY ID|woo:N CHANGE [--whole] [--store NAME]',
    operands: ['ENTITY', 'ID', 'CHANGE'],
    values: STORE,
    flags: ['whole'],
  },
  'history restore-bulk': { usage: 'history restore-bulk BATCH', operands: ['BATCH'] },
  'runs list': { usage: 'runs list [--limit N] [--store NAME]', operands: [], values: ['store', 'limit'] },
  'runs show': { usage: 'runs show RUN [--limit N]', operands: ['RUN'], values: ['limit'] },
  'unsent export': {
    usage: 'unsent export FILE [--store NAME] [--passphrase-file FILE]',
    operands: ['FILE'],
    values: ['store', 'passphrase-file'],
  },
  'unsent inspect': {
    usage: 'unsent inspect FILE [--passphrase-file FILE]',
    operands: ['FILE'],
    values: ['passphrase-file'],
  },
  'unsent adopt': {
    usage: 'unsent adopt FILE [--passphrase-file FILE]',
    operands: ['FILE'],
    values: ['passphrase-file'],
  },
  backup: { usage: 'backup FILE', operands: ['FILE'] },
  restore: { usage: 'restore FILE', operands: ['FILE'] },
  doctor: { usage: 'doctor', operands: [] },
  'team status': { usage: 'team status', operands: [] },
  'team join': {
    usage: 'team join INVITATION [--device-name N] [--password-file FILE] [--code N]',
    operands: ['INVITATION'],
    values: ['device-name', 'password-file', 'code'],
  },
  'team sign-in': {
    usage: 'team sign-in [EMAIL] [--password-file FILE] [--code N]',
    operands: ['[EMAIL]'],
    values: ['password-file', 'code'],
  },
  'team sign-out': { usage: 'team sign-out', operands: [] },
  'central init': { usage: 'central init [--url U]', operands: [], values: CENTRAL },
  'central migrate': { usage: 'central migrate [--url U]', operands: [], values: CENTRAL },
  'central status': { usage: 'central status [--url U]', operands: [], values: CENTRAL },
  'central doctor': { usage: 'central doctor [--url U]', operands: [], values: CENTRAL },
  'central owner': {
    usage: 'central owner --organization N --email E [--name N] [--reach HOST[:PORT]] [--url U]',
    operands: [],
    values: [...CENTRAL, 'organization', 'email', 'name', 'reach'],
  },
  'central invite': {
    usage:
      'central invite --email E [--role admin|manager|user|viewer] [--organization N] [--reach HOST[:PORT]] [--url U]',
    operands: [],
    values: [...CENTRAL, 'organization', 'email', 'role', 'reach'],
  },
  'central reset': { usage: 'central reset --email E [--url U]', operands: [], values: [...CENTRAL, 'email'] },
  'central gate': { usage: 'central gate [--renew] [--url U]', operands: [], values: CENTRAL, flags: ['renew'] },
} as const satisfies Readonly<Record<string, CommandSpec>>;
export type CommandName = keyof typeof COMMANDS;

/** The whole help text. */
export function helpText(): string {
  const lines = Object.values(COMMANDS).map((command) => `  backroom ${command.usage}`);
  return `Backroom: a WooCommerce shop on your own computer, from the command line.

${lines.join('\n')}

Options of every command:
  --profile DIR   data folder (default: the app's)
  --json          one JSON document on stdout; everything else goes to stderr
  --help          this text
  --version       the version

ENTITY is one of products, variations, orders, customers, coupons, categories, tags, brands, attributes, terms.
ID is Backroom's own id; woo:N is the number in the shop.
BR-12 is a task of the board. STATUS is one of todo, in_progress, review, testing, done, blocked; a bug is minor, moderate,
major, critical or a blocker; a deployment goes to development, staging or production. Lines of work are read like
1h30 yesterday BR-12 fixed variations: they go to the task they name, else to the one last worked on.
Keys may also come from BACKROOM_WOO_KEY and BACKROOM_WOO_SECRET; BACKROOM_PASSPHRASE protects stored keys,
and seals and opens files of unsent changes where no --passphrase-file is given.
The central database is named by --url or BACKROOM_CENTRAL_URL (postgres://user:password@host:5432/database); in the
variable its password stays out of the list of processes.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but the store refused some records.
`;
}
