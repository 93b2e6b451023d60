import { sampleOf } from '../support/campaign.ts';
import { onNative } from '../support/engines.ts';
import { databaseLost } from './database-lost.ts';

onNative('a board that loses its database', () => sampleOf(databaseLost()));
