import { describe } from 'vitest';
import { wholeOf } from '../../support/campaign.ts';
import { anyText } from './scenario-file.campaign.ts';

describe('a scenario, whatever is changed, cut out or put in', () => wholeOf(anyText));
