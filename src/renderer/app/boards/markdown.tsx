import { marked, type Token, type Tokens } from 'marked';
import { Fragment, useMemo, type ReactNode } from 'react';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Square, SquareCheckBig } from 'lucide-react';

/**
 * Markdown as elements, never as HTML: what a description holds is only ever text. HTML in it stays visible as text,
 * pictures are their words, and links lead to https, http and mailto addresses alone, through the shell's question.
 */
export function Markdown({
  text,
  mentions,
  className,
}: {
  readonly text: string;
  /** Names that are marked where they stand after an @. */
  readonly mentions?: readonly string[];
  readonly className?: string;
}) {
  const tokens = useMemo(() => marked.lexer(text, { gfm: true, breaks: true }), [text]);
  return (
    <div dir="auto" className={classes('selectable flex flex-col gap-2 wrap-anywhere', className)}>
      {blocks(tokens, mentions ?? [])}
    </div>
  );
}

const SAFE = /^(?:https?:\/\/|mailto:)/i;

/** The address a link may lead to; null: it is shown as text. */
export function safeAddress(href: string): string | null {
  const address = href.trim();
  return SAFE.test(address) ? address : null;
}

function blocks(tokens: readonly Token[], mentions: readonly string[]): ReactNode {
  return tokens.map((token, index) => <Fragment key={index}>{block(token, mentions)}</Fragment>);
}

function block(token: Token, mentions: readonly string[]): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return (
        <p className={classes('font-strong', (token as Tokens.Heading).depth < 3 && 'text-title')}>
          {inline(token.tokens, mentions)}
        </p>
      );
    case 'hr':
      return <hr className="border-divider" />;
    case 'code':
      return (
        <pre dir="ltr" className="overflow-x-auto rounded-r2 bg-sunken p-2 font-mono text-small">
          {(token as Tokens.Code).text}
        </pre>
      );
    case 'blockquote':
      return (
        <blockquote className="flex flex-col gap-2 border-s-2 border-border-strong ps-3 text-text-2">
          {blocks(token.tokens ?? [], mentions)}
        </blockquote>
      );
    case 'list':
      return <MarkdownList list={token as Tokens.List} mentions={mentions} />;
    case 'table':
      return <MarkdownTable table={token as Tokens.Table} mentions={mentions} />;
    case 'paragraph':
    case 'text':
      return <p>{token.tokens ? inline(token.tokens, mentions) : mentioned((token as Tokens.Text).text, mentions)}</p>;
    default:
      return <p>{token.raw}</p>;
  }
}

function MarkdownList({ list, mentions }: { readonly list: Tokens.List; readonly mentions: readonly string[] }) {
  const Tag = list.ordered ? 'ol' : 'ul';
  return (
    <Tag
      {...(list.ordered && typeof list.start === 'number' ? { start: list.start } : {})}
      className={classes('flex flex-col gap-1 ps-5', list.ordered ? 'list-decimal' : 'list-disc')}
    >
      {list.items.map((item, index) => (
        <li key={index} className={classes(item.task && '-ms-5 flex list-none items-start gap-2')}>
          {item.task ? (
            <Icon of={item.checked ? SquareCheckBig : Square} size={14} className="mt-[3px] text-text-2" />
          ) : null}
          <div className="flex flex-col gap-1">
            {blocks(
              item.tokens.filter(({ type }) => type !== 'checkbox'),
              mentions,
            )}
          </div>
        </li>
      ))}
    </Tag>
  );
}

function MarkdownTable({ table, mentions }: { readonly table: Tokens.Table; readonly mentions: readonly string[] }) {
  const row = (cells: readonly Tokens.TableCell[], Cell: 'th' | 'td') =>
    cells.map((cell, index) => (
      <Cell key={index} className="border border-divider px-2 py-1 text-start font-regular">
        {inline(cell.tokens, mentions)}
      </Cell>
    ));
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse">
        <thead className="bg-sunken">
          <tr>{row(table.header, 'th')}</tr>
        </thead>
        <tbody>
          {table.rows.map((cells, index) => (
            <tr key={index}>{row(cells, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[] | undefined, mentions: readonly string[]): ReactNode {
  return (tokens ?? []).map((token, index) => <Fragment key={index}>{span(token, mentions)}</Fragment>);
}

function span(token: Token, mentions: readonly string[]): ReactNode {
  switch (token.type) {
    case 'strong':
      return <b className="font-strong">{inline(token.tokens, mentions)}</b>;
    // The house has no italics: what is stressed is as heavy as what is acted on.
    case 'em':
      return <em className="font-medium not-italic">{inline(token.tokens, mentions)}</em>;
    case 'del':
      return <del>{inline(token.tokens, mentions)}</del>;
    case 'codespan':
      return (
        <code dir="ltr" className="rounded-r1 bg-active px-1 font-mono text-small">
          {(token as Tokens.Codespan).text}
        </code>
      );
    case 'br':
      return <br />;
    case 'link':
      return <MarkdownLink link={token as Tokens.Link} mentions={mentions} />;
    case 'image':
      return (token as Tokens.Image).text;
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text':
      return token.tokens ? inline(token.tokens, mentions) : mentioned((token as Tokens.Text).text, mentions);
    default:
      return token.raw;
  }
}

function MarkdownLink({ link, mentions }: { readonly link: Tokens.Link; readonly mentions: readonly string[] }) {
  const address = safeAddress(link.href);
  if (address === null) return <>{link.raw}</>;
  return (
    <button
      type="button"
      data-tip={address}
      className="rounded-r1 text-start text-accent-text underline"
      onClick={() => void window.shell.openExternal(address)}
    >
      {inline(link.tokens, mentions)}
    </button>
  );
}

/** `@Maya Tal` in bold accent; longer names before the shorter ones that they begin with. */
function mentioned(text: string, mentions: readonly string[]): ReactNode {
  const names = mentions.filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const pattern = new RegExp(
    `(@(?:${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')}))`,
    'g',
  );
  return text.split(pattern).map((part, index) =>
    index % 2 === 1 ? (
      <bdi key={index} className="font-medium text-accent-text">
        {part}
      </bdi>
    ) : (
      part
    ),
  );
}
