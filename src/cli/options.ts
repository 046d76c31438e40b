import { type Command, InvalidArgumentError } from 'commander';

/** Reads an option as a whole number within bounds; anything else exits 2 with a sentence. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`use a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Reads an option as an amount above zero, exactly as written. */
export function amount(text: string): string {
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text) && /[1-9]/.test(text)) return text;
  throw new InvalidArgumentError('use an amount above zero, such as 250 or 12.5.');
}

/** Reads an option as the name of a member. */
export function memberId(text: string): string {
  if (/^m[1-9]\d{0,3}$/.test(text)) return text;
  throw new InvalidArgumentError('use the name of a member, such as m1.');
}

/** Reads an option as the name of a member, as a wallet, or as `me`: the wallet whose key is here. */
export function memberOrWallet(text: string): string {
  return /^(me|0x[0-9a-fA-F]{40})$/.test(text) ? text : memberId(text);
}

/** Reads an option as the address of a wallet. */
export function wallet(text: string): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  throw new InvalidArgumentError('use the address of a wallet: 0x and 40 hex digits.');
}

/** Reads an argument as the number of a proposal. */
export function proposalId(text: string): string {
  if (/^[1-9]\d{0,14}$/.test(text)) return text;
  throw new InvalidArgumentError('use the number of a proposal, such as 3.');
}

/** Reads an option as a name for a deed. */
export function name(text: string): string {
  if (/^[\w-]{8,64}$/.test(text)) return text;
  throw new InvalidArgumentError('use 8 to 64 letters, digits, - or _.');
}

/** Reads `name=number` words. */
export function numbers(
  text: string,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const match = /^([\w-]+)=(\d{1,9})$/.exec(text);
  if (!match)
    throw new InvalidArgumentError('use name=number, such as tradeBps=150 or muMicro=20000.');
  return { ...before, [match[1]!]: Number(match[2]) };
}

/** Reads an option as the address of a hub. */
export function url(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('use a URL such as http://127.0.0.1:4270.');
}

/** The options of every command that speaks to a running hub. */
export function hubOptions(command: Command): Command {
  return command
    .option('--hub <url>', 'the hub to speak to (default: HANSE_URL, else the local one)', url)
    .option('--dir <folder>', 'data folder of the local hub (default: HANSE_DIR, else .hanse)')
    .allowExcessArguments(false);
}
