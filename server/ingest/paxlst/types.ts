/** Something in a message that was taken although it is not as it should be. */
export interface Warning {
  /** Kebab-case, stable, fit for a metric's label: `count-disagrees`. */
  code: string;
  /** Where: `UNH[1]/CNT` (the first message's CNT), or `text` for the whole. */
  path: string;
  /** For a person to read; numbers at most, never a value or free text of the message. */
  reason: string;
}

/** One take-off and one landing of the flight. */
export interface Leg {
  /** Carrier and number without blanks or padding zeros (`KE17`); `''` when unreadable. */
  flight: string;
  /** IATA airport, three capital letters. */
  origin: string;
  /** IATA airport, three capital letters. */
  destination: string;
  /** `YYYY-MM-DDTHH:MM`, the airport's local time; a date without a time gives `T00:00` and a warning. */
  departureLocal: string | null;
  /** As `departureLocal`, at the destination. */
  arrivalLocal: string | null;
}

/** What is kept of one PAXLST message: counts, never persons. */
export interface PassengerList {
  /** UNH 0062, at most 14 characters; a split list repeats it or not, as the sender likes. */
  messageReference: string;
  /**
   * `passenger` (BGM 745) and `crew` (BGM 250) state who is on board. `other` must not be
   * counted as arrivals: close-outs (266, which may name those *not* on board), master crew
   * lists (336), gate passes (655), cancellations and reductions.
   */
  documentKind: 'passenger' | 'crew' | 'other';
  /** 1, or this part's place in a split list (UNH S010/0070). */
  part: number;
  legs: Leg[];
  /** NAD+FL: passengers other than those in transit. */
  travellers: number;
  /** NAD+FM: crew members on duty. */
  crew: number;
  /** NAD+DDU: passengers who stay on board or airside and do not enter. */
  inTransit: number;
  /** NAD+FL by LOC+179; those whose destination is missing or unreadable are in none. */
  travellersByDestination: Record<string, number>;
  /** NAD+FL by LOC+178; likewise. */
  travellersByEmbarkation: Record<string, number>;
  warnings: Warning[];
}

/** What `parsePaxlst` answers: expected bad input is a value. */
export type PaxlstResult =
  { ok: true; lists: PassengerList[]; warnings: Warning[] } | { ok: false; path: string; reason: string };
