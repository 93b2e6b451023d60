import { describe } from 'vitest';
import { wholeOf } from '../support/campaign.ts';
import { EMBEDDED_KILLED } from './embedded-killed.ts';

describe('an embedded board that is killed in its first minute', () => wholeOf(EMBEDDED_KILLED));
