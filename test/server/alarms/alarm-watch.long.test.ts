import { afterAll, beforeAll } from 'vitest';
import { wholeOf } from '../../support/campaign.ts';
import { onOneEngine } from '../../support/engines.ts';
import { watchCampaign } from './alarm-watch.campaign.ts';
import { WatchedRealm } from './watched-realm.ts';

onOneEngine('the watch over alarms, as its model says', (engine) => {
  let realm: WatchedRealm;
  beforeAll(async () => {
    realm = await WatchedRealm.open(engine);
  });
  afterAll(() => realm.close());

  wholeOf(watchCampaign(() => realm));
});
