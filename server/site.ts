import { siteCommand } from './site-command.ts';

process.exitCode = await siteCommand(process.argv.slice(2), process.env, console);
