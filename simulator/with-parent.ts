/** First argument of a simulator that a board starts: it ends with the board. */
export const WITH_PARENT = '--with-parent';

/** Ends this process when the one that started it is gone: its standard input ends then. @returns the other arguments */
export function endWithParent(args: readonly string[]): readonly string[] {
  if (args[0] !== WITH_PARENT) return args;
  const gone = () => process.exit(0);
  process.stdin.on('end', gone).on('error', gone).resume();
  // It does not keep the process from its own end.
  if ('unref' in process.stdin) process.stdin.unref();
  return args.slice(1);
}
