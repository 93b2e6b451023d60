/** What is wrong at a line of a file. */
export interface WrongLine {
  /** From 1; `null`: the refusal names none. */
  line: number | null;
  /** What stands in that line. */
  text: string;
  /** Where in the file, as a JSON pointer; empty where it is no place in it. */
  pointer: string;
  reason: string;
}

/** Errors of the server, whose paths are such as `line 12 /timeline/3`, beside the lines of the text that was sent. */
export function wrongLines(errors: readonly { path: string; reason: string }[], file: string): WrongLine[] {
  const lines = file.split('\n');
  return errors.map(({ path, reason }) => {
    const [, number, pointer] = /^line (\d+)\s*(.*)$/.exec(path) ?? [];
    const line = number === undefined ? null : Number(number);
    return {
      line,
      text: line === null ? '' : (lines[line - 1]?.trim() ?? ''),
      pointer: pointer ?? path,
      reason,
    };
  });
}

/** Where a line begins and ends in a text, in characters. */
export function lineSpan(file: string, line: number): [from: number, to: number] {
  const before = file.split('\n').slice(0, line - 1);
  const from = before.reduce((sum, each) => sum + each.length + 1, 0);
  const end = file.indexOf('\n', from);
  return [from, end === -1 ? file.length : end];
}
