import type { SiteVersionsAnswer } from '../../../../server/contract/site-rest.ts';

/** What the windows for one change of the site are given. */
export interface DialogProps {
  inForce: SiteVersionsAnswer['inForce'];
  /** Days of the site, `YYYY-MM-DD`: from it on a change is in force unless something else is chosen. */
  tomorrow: string;
  onapplied: (number: number) => void;
  onclose: () => void;
}
