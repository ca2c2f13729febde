/** A problem that the person at the keyboard can solve: printed as sentences, without a stack, exit code 1. */
export class UserProblem extends Error {
  name = 'UserProblem';
}

/** Progress goes to stderr, so that stdout belongs to the command's own answer. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command's main function and turns its failure into words and an exit code. */
export async function runMain(main) {
  try {
    const code = await main();
    process.exitCode = code ?? process.exitCode ?? 0;
  } catch (error) {
    say(error instanceof UserProblem ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
