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
