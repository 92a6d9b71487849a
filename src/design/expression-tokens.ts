/** First wall around user expressions: their characters, length and depth, before any parser sees them. */
import { badRequest } from '../errors.js';

export interface Token {
  readonly text: string;
  /** 1-based column. */
  readonly column: number;
}

/** Longest expression, in characters, and deepest nesting of parentheses. */
const LONGEST = 1000;
const DEEPEST = 50;

const token = /[ \t]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_][A-Za-z0-9_]*|<=|>=|[-+*/^(),<>]/y;

const constructs: Readonly<Record<string, string>> = {
  '=': 'an assignment or equality',
  '"': 'a string',
  "'": 'a string or transpose',
  '`': 'a string',
  '[': 'an index or matrix',
  ']': 'an index or matrix',
  '{': 'an object',
  '}': 'an object',
  '.': 'a property access or elementwise operator',
  ';': 'a block',
  '\n': 'a block',
  '\r': 'a block',
  ':': 'a range',
  '?': 'a condition',
  '!': 'a factorial or inequality',
  '%': 'a percentage or remainder',
  '&': 'a logical or bitwise operator',
  '|': 'a logical or bitwise operator',
  '~': 'a logical or bitwise operator',
  '#': 'a comment',
};

/**
 * The tokens of `text`, without white space.
 * @throws CogymError `badRequest` at `path`, naming the construct and its column
 */
export function tokenize(text: unknown, path: string): Token[] {
  if (typeof text !== 'string') throw badRequest(path, `an expression is a string, not ${typeof text}`);
  if (text.length > LONGEST) {
    throw badRequest(path, `an expression has at most ${LONGEST} characters, this one has ${text.length}`);
  }
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) throw refused(text, at, path);
    if (found === '(' && ++depth > DEEPEST) {
      throw badRequest(path, `more than ${DEEPEST} nested parentheses at column ${at + 1}`);
    }
    if (found === ')') depth -= 1;
    if (found.trim() !== '') tokens.push({ text: found, column: at + 1 });
    at += found.length;
  }
  if (tokens.length === 0) throw badRequest(path, 'the expression is empty');
  return tokens;
}

function refused(text: string, at: number, path: string): Error {
  const character = String.fromCodePoint(text.codePointAt(at) as number);
  const what = Object.hasOwn(constructs, character)
    ? `${constructs[character]} (${JSON.stringify(character)})`
    : JSON.stringify(character);
  return badRequest(
    path,
    `${what} at column ${at + 1} is not allowed; use numbers, metrics, + - * / ^ ( ) and functions`,
  );
}

/** ` at column n` of the first token `text`, or nothing when there is none. */
export function columnOf(tokens: readonly Token[], text: string): string {
  const found = tokens.find((candidate) => candidate.text === text);
  return found === undefined ? '' : ` at column ${found.column}`;
}
