/** The pieces of an invented message; every one can be replaced. */
export interface Draft {
  una?: string;
  head?: string[];
  transport?: string[];
  travellers?: string[];
  tail?: string[];
}

/** A traveller group with an invented name, document and contact. */
export const traveller = (from: string, to: string, name = 'ONGEUL:NARAE'): string[] => [
  `NAD+FL+++${name}`,
  'ATT+2++F',
  'DTM+329:910203',
  `LOC+178+${from}`,
  `LOC+179+${to}`,
  'NAT+2+ZZZ',
  'RFF+AVF:Q0Q0Q0',
  'DOC+P:110:111+X00000001',
  'DTM+36:330101',
  'LOC+91+ZZZ',
];

/** Segments of one PAXLST message, UNH to UNT, the UNT's count right. */
export function message(draft: Draft = {}): string[] {
  const body = [
    ...(draft.head ?? [
      'UNH+GW001+PAXLST:D:05B:UN:IATA',
      'BGM+745',
      'NAD+MS+++GWANJE TEST DESK',
      'COM+000 0000:TE',
    ]),
    ...(draft.transport ?? [
      'TDT+20+OZ202+++OZ',
      'LOC+125+LAX',
      'DTM+189:2601142330:201',
      'LOC+87+ICN',
      'DTM+232:2601160450:201',
    ]),
    ...(draft.travellers ?? [...traveller('LAX', 'ICN'), ...traveller('LAX', 'NRT', 'DAON:HANBIT')]),
    ...(draft.tail ?? ['CNT+42:2']),
  ];
  return [...body, `UNT+${body.length + 1}+GW001`];
}

/** An interchange around messages, each segment ended by `'` alone. */
export const interchange = (...messages: string[][]): string =>
  [
    "UNA:+.? '",
    'UNB+UNOA:4+GWTEST+KCS+260114:0900+000000007',
    'UNG+PAXLST+GWTEST+KCS+260114:0900+7+UN+D:05B',
    ...messages.flat(),
    `UNE+${messages.length}+7`,
    'UNZ+1+000000007',
  ]
    .map((segment, index) => (index === 0 ? segment : `${segment}'`))
    .join('');
