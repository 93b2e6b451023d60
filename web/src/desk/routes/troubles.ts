import type { Format } from '../../i18n/format.ts';
import { elapsed } from '../../i18n/spans.ts';
import { deskRoutesWords } from '../../i18n/words/desk-routes-words.ts';
import type { PlaceFigures } from '../../state/areas/place-figures.ts';

/** What is abnormal at a place, in words, the gravest first; the limits are the wall's. */
export function troublesOf(figures: PlaceFigures, format: Format): string[] {
  const { troubles: words } = deskRoutesWords[format.language];
  const { broken, clearance, equipment, hour, outages, queue } = figures;
  const said: string[] = [];
  const [outage] = outages;
  if (outage) said.push(words.aiDown(format.time(outage.since)));
  if (broken) {
    said.push(
      broken.screened === 0 && broken.minutes !== null
        ? words.stalled(format.count(broken.minutes))
        : words.broken(format.share(broken.screened, broken.of, true)),
    );
  }
  if (hour !== null && hour.silent > 0) {
    said.push(hour.silentSince === null ? words.silent : words.silentSince(format.time(hour.silentSince)));
  }
  if (hour?.fewer === true) said.push(words.fewer(format.count(hour.arrivals)));
  if (queue?.late === true && queue.oldestMs !== null) said.push(words.late(elapsed(queue.oldestMs, format)));
  if (clearance?.late === true) said.push(words.backlog(format.count(clearance.backlog)));
  if (clearance?.short === true) {
    said.push(words.seats(format.count(clearance.seatsOpen ?? 0), format.count(clearance.seatsNeeded)));
  }
  if (equipment !== null && equipment.down > 0) said.push(words.down(format.count(equipment.down)));
  return said;
}
